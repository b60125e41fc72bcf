# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-activation-derivative", "wrong-normaliser"]
# mistake = "The code layer is tanh but its slope is written code*(1-code); and the decoder's bias takes a mean of deltas that are divided by n already."
# wrong_lines = [37, 38]
# cause_lines = []
# right = { "37" = "self.gbd = d_out.sum(axis=0)", "38" = "d_code = np.dot(d_out, self.Wd.T) * (1 - self.code ** 2)" }
# wrong_in_itself = ["gbd", "d_code"]
# wrong_quantities = ["gbd", "d_code", "gWe", "gbe"]
# [/backprop]

import numpy as np


class AutoEncoder(object):
    def __init__(self, n_visible, n_code):
        self.rng = np.random.RandomState(21)
        self.We = self.rng.uniform(-0.5, 0.5, (n_visible, n_code))
        self.be = np.zeros(n_code)
        self.Wd = self.rng.uniform(-0.5, 0.5, (n_code, n_visible))
        self.bd = np.zeros(n_visible)

    def forward(self, x):
        pre = np.dot(x, self.We) + self.be
        self.code = np.tanh(pre)
        post = np.dot(self.code, self.Wd) + self.bd
        return 1 / (1 + np.exp(-post))

    def loss(self, x, rec):
        return 0.5 * np.sum((rec - x) ** 2) / len(x)

    def backward(self, x, rec):
        n = len(x)
        d_out = (rec - x) * rec * (1 - rec) / n
        self.gWd = np.dot(self.code.T, d_out)
        self.gbd = d_out.mean(axis=0)
        d_code = np.dot(d_out, self.Wd.T) * self.code * (1 - self.code)
        self.gWe = np.dot(x.T, d_code)
        self.gbe = d_code.sum(axis=0)

    def train(self, x, epochs=100, lr=1.0):
        for e in range(epochs):
            rec = self.forward(x)
            self.backward(x, rec)
            self.We -= lr * self.gWe
            self.be -= lr * self.gbe
            self.Wd -= lr * self.gWd
            self.bd -= lr * self.gbd
            if e % 20 == 0:
                print('epoch {} reconstruction error {:.4f}'.format(e, self.loss(x, rec)))


X = (np.random.RandomState(0).rand(15, 5) > 0.6).astype(float)
ae = AutoEncoder(5, 2)

if __name__ == '__main__':
    ae.train(X)
