import numpy as np

class SoftmaxLayer:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) * 0.5
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        z = self.W @ x + self.b
        e = np.exp(z - z.max())
        self.s = e / e.sum()
        return self.s

    def backward(self, ds):
        J = np.diag(self.s) - np.outer(self.s, self.s)
        dz = J @ ds
        self.gW += np.outer(dz, self.x)
        self.gb += dz
        return self.W.T @ dz

class SoftplusLayer:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) * 0.5
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x, self.z = x, self.W @ x + self.b
        return np.log1p(np.exp(self.z))

    def backward(self, da):
        dz = da / (1 + np.exp(-self.z))
        self.gW += np.outer(dz, self.x)
        self.gb += dz
        return self.W.T @ dz

def zero_grad(layers):
    for l in layers:
        l.gW, l.gb = np.zeros_like(l.W), np.zeros_like(l.b)

def epoch_pass(layers, X, T):
    zero_grad(layers)
    loss = 0
    for x, t in zip(X, T):
        out = x
        for l in layers:
            out = l.forward(out)
        loss += -np.sum(t * np.log(out))
        g = -t / out
        for l in layers[::-1]:
            g = l.backward(g)
    return loss / len(X)

np.random.seed(18)
X = np.random.randn(40, 3)
T = np.eye(3)[np.argmin(X, axis=1)]
layers = [SoftplusLayer(3, 6), SoftplusLayer(6, 5), SoftmaxLayer(5, 3)]
for epoch in range(60):
    loss = epoch_pass(layers, X, T)
    for l in layers:
        l.W -= 0.5 / len(X) * l.gW
        l.b -= 0.5 / len(X) * l.gb
    if epoch % 15 == 0:
        print("epoch", epoch, loss)
