import numpy as np

np.random.seed(17)
x = np.linspace(-1, 1, 50)[:, None]
y = x ** 3 - 0.5 * x

W1 = np.random.randn(1, 10)
b1 = np.random.randn(1, 10)
W2 = np.random.randn(10, 1) * 0.1
b2 = np.zeros((1, 1))

act = lambda z: np.sin(z)
act_prime = lambda z: np.cos(z)

losses = []
for step in range(500):
    z1 = x @ W1 + b1
    a1 = act(z1)
    out = a1 @ W2 + b2
    losses.append(((out - y) ** 2).sum() / (2 * len(x)))

    e = out - y
    gW2 = a1.T @ e / len(x)
    gb2 = e.mean(axis=0, keepdims=True)
    d1 = np.matmul(e, W2.T) * act_prime(z1)
    gW1 = x.T @ d1 / len(x)
    gb1 = d1.mean(axis=0, keepdims=True)

    W1, b1, W2, b2 = W1 - 0.1 * gW1, b1 - 0.1 * gb1, W2 - 0.1 * gW2, b2 - 0.1 * gb2

print('first', losses[0], 'last', losses[-1])


def plot():
    import matplotlib.pyplot as plt
    plt.plot(losses)
    plt.show()
