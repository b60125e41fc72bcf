import numpy as np

class Adam:
    def __init__(self, params, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params = params
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        self.t = 0

    def step(self, grads):
        self.t += 1
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g ** 2
            m_hat = self.m[i] / (1 - self.beta1 ** self.t)
            v_hat = self.v[i] / (1 - self.beta1 ** self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)

def forward(X, params):
    W1, b1, W2, b2 = params
    h = np.tanh(X @ W1 + b1)
    s = h @ W2 + b2
    e = np.exp(s - s.max(1, keepdims=True))
    return h, e / e.sum(1, keepdims=True)

def nll(P, y):
    return -np.mean(np.log(P[np.arange(len(y)), y]))

def backward(X, y, h, P, params):
    d = P.copy()
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    dh = (d @ params[2].T) * (1 - h ** 2)
    return X.T @ dh, dh.sum(0), h.T @ d, d.sum(0)

rng = np.random.RandomState(24)
X = rng.randn(100, 5)
y = np.argmax(X @ rng.randn(5, 4), axis=1)
params = [rng.randn(5, 12) * 0.4, np.zeros(12), rng.randn(12, 4) * 0.4, np.zeros(4)]
opt = Adam(params)
for epoch in range(150):
    h, P = forward(X, params)
    opt.step(backward(X, y, h, P, params))
    if epoch % 30 == 0:
        print(epoch, nll(P, y))
