# Autoencoder with tied weights: x -> s(xW+b) -> s(hW'+c)
import numpy as np

rng = np.random.RandomState(123)
n_visible, n_hidden = 10, 4

# binary patterns with some bits flipped
base = rng.binomial(1, 0.5, size=(5, n_visible))
data = base[rng.randint(0, 5, 60)]
flip = rng.rand(*data.shape) < 0.05
data = np.where(flip, 1 - data, data).astype(float)


class dA(object):
    def __init__(self):
        a = 1. / n_visible
        self.W = np.array(rng.uniform(low=-a, high=a, size=(n_visible, n_hidden))) * 5
        self.W_prime = self.W.T          # a view, so it follows every change
        self.hbias = np.zeros(n_hidden)
        self.vbias = np.zeros(n_visible)

    def sigmoid(self, x):
        return 1. / (1 + np.exp(-x))

    def get_hidden_values(self, inp):
        return self.sigmoid(np.dot(inp, self.W) + self.hbias)

    def get_reconstructed_input(self, hidden):
        return self.sigmoid(np.dot(hidden, self.W_prime) + self.vbias)

    def train(self, x, lr=0.1):
        y = self.get_hidden_values(x)
        z = self.get_reconstructed_input(y)

        L_h2 = x - z                                           # visible side
        L_h1 = np.dot(L_h2, self.W) * y * (1 - y)              # hidden side
        L_vbias = L_h2
        L_hbias = L_h1
        L_W = np.dot(x.T, L_h1) + np.dot(L_h2.T, y)

        self.W += lr * L_W
        self.hbias += lr * np.sum(L_hbias, axis=0)
        self.vbias += lr * np.sum(L_vbias, axis=0)
        return z

    def negative_log_likelihood(self, x, z):
        return -np.mean(np.sum(x * np.log(z) + (1 - x) * np.log(1 - z), axis=1))


da = dA()
for epoch in range(200):
    z = da.train(data, lr=0.02)
    if epoch % 40 == 0:
        print('Training epoch %d, cost is %f' % (epoch, da.negative_log_likelihood(data, z)))
    # lr *= 0.95
