import numpy as np

class RNN:
    # many-to-one: is the sum of the sequence positive?
    def __init__(self, hidden=8, seed=0):
        r = np.random.RandomState(seed)
        self.Wx = r.randn(hidden, 1) * 0.5
        self.Wh = r.randn(hidden, hidden) / np.sqrt(hidden) * 0.7
        self.bh = np.zeros((hidden, 1))
        self.Wo = r.randn(1, hidden) * 0.5
        self.bo = np.zeros((1, 1))

    def loss_and_grads(self, seq, y):
        T = len(seq)
        h = np.zeros((self.Wh.shape[0], 1))
        hs = [h]
        for t in range(T):
            h = np.tanh(self.Wx * seq[t] + self.Wh @ h + self.bh)
            hs.append(h)
        o = self.Wo @ h + self.bo
        p = 1 / (1 + np.exp(-o))
        loss = -(y * np.log(p) + (1 - y) * np.log(1 - p)).item()

        do = p - y
        g = {"Wo": do @ h.T, "bo": do,
             "Wx": np.zeros_like(self.Wx), "Wh": np.zeros_like(self.Wh), "bh": np.zeros_like(self.bh)}
        dh = self.Wo.T @ do
        for t in range(T - 1, -1, -1):
            draw = dh * (1 - h ** 2)
            g["Wx"] += draw * seq[t]
            g["Wh"] += draw @ hs[t].T
            g["bh"] += draw
            dh = self.Wh.T @ draw
        return loss, g

    def step(self, g, lr):
        for name, val in g.items():
            setattr(self, name, getattr(self, name) - lr * val)

r = np.random.RandomState(1)
seqs = r.uniform(-1, 1, (60, 6))
labels = (seqs.sum(axis=1) > 0).astype(float)
net = RNN()
for epoch in range(15):
    total = 0
    for s, y in zip(seqs, labels):
        loss, g = net.loss_and_grads(s, y)
        net.step(g, 0.05)
        total += loss
    print("epoch", epoch, "loss", total / len(seqs))
