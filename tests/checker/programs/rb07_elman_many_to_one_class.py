# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["rnn", "bptt"]
# about = "Elman network over a batch of sequences, loss only at the last step; gradients are clipped in the update, after they are complete."
# [/backprop]

import numpy as np


class ElmanClassifier:
    def __init__(self, n_in, n_hid, n_out, rs=np.random.RandomState(31)):
        self.U = rs.randn(n_in, n_hid) * 0.4
        self.R = rs.randn(n_hid, n_hid) * 0.4
        self.b = np.zeros((1, n_hid))
        self.V = rs.randn(n_hid, n_out) * 0.4

    def forward(self, seqs):
        self.seqs = seqs
        self.states = [np.zeros((seqs.shape[0], self.R.shape[0]))]
        for t in range(seqs.shape[1]):
            a = seqs[:, t] @ self.U + self.states[-1] @ self.R + self.b
            self.states.append(np.tanh(a))
        scores = self.states[-1] @ self.V
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, probs, classes):
        return -np.mean(np.log(probs[np.arange(len(classes)), classes]))

    def backward(self, probs, classes):
        n = len(classes)
        d_scores = (probs - np.eye(probs.shape[1])[classes]) / n
        self.gV = self.states[-1].T @ d_scores
        self.gU = np.zeros_like(self.U)
        self.gR = np.zeros_like(self.R)
        self.gb = np.zeros_like(self.b)
        d_state = d_scores @ self.V.T
        for t in range(self.seqs.shape[1] - 1, -1, -1):
            d_a = d_state * (1 - self.states[t + 1] ** 2)
            self.gU += self.seqs[:, t].T @ d_a
            self.gR += self.states[t].T @ d_a
            self.gb += d_a.sum(axis=0, keepdims=True)
            d_state = d_a @ self.R.T

    def step(self, lr, limit=5.0):
        grads = [self.gU, self.gR, self.gb, self.gV]
        norm = np.sqrt(sum((g ** 2).sum() for g in grads))
        scale = min(1.0, limit / (norm + 1e-8))
        for p, g in zip([self.U, self.R, self.b, self.V], grads):
            p -= lr * scale * g


rs = np.random.RandomState(2)
seqs = rs.randn(10, 4, 2)
classes = (seqs[:, :, 0].sum(axis=1) > 0).astype(int)
net = ElmanClassifier(2, 4, 2)

if __name__ == "__main__":
    for epoch in range(101):
        probs = net.forward(seqs)
        net.backward(probs, classes)
        net.step(0.5)
        if epoch % 20 == 0:
            print("epoch", epoch, "loss", net.loss(probs, classes))
