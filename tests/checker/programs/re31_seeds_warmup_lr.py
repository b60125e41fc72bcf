import numpy as np


def schedule(step, base=0.4, warmup=10, total=100):
    if step < warmup:
        return base * (step + 1) / warmup
    return base * 0.5 * (1 + np.cos(np.pi * (step - warmup) / (total - warmup)))


def net_forward(x, w):
    h1 = 1.0 / (1.0 + np.exp(-(np.dot(x, w['l1']) + w['o1'])))
    h2 = 1.0 / (1.0 + np.exp(-(np.dot(h1, w['l2']) + w['o2'])))
    return h1, h2


def experiment(seed, verbose=False):
    np.random.seed(seed)
    x = np.random.rand(64, 3)
    y = np.column_stack((x[:, 0] > x[:, 1], x[:, 1] > x[:, 2], x.sum(1) > 1.5)).astype(float)
    w = dict(l1=np.random.randn(3, 9), o1=np.zeros(9), l2=np.random.randn(9, 3), o2=np.zeros(3))

    # a few passes without learning, to set the scale of the first layer
    for _ in range(3):
        h1, _unused = net_forward(x, w)
        w['l1'] = w['l1'] * (0.2 / h1.std())

    for step in range(100):
        h1, h2 = net_forward(x, w)
        loss = -(y * np.log(h2) + (1 - y) * np.log(1 - h2)).sum(1).mean()
        d2 = h2 - y
        d1 = np.dot(d2, w['l2'].T) * h1 * (1 - h1)
        rate = schedule(step) / len(x)
        w['l2'] -= rate * np.dot(h1.T, d2)
        w['o2'] -= rate * d2.sum(0)
        w['l1'] -= rate * np.dot(x.T, d1)
        w['o1'] -= rate * d1.sum(0)
        if verbose and step % 20 == 0:
            print(step, rate, loss)
    return loss, np.mean((h2 > 0.5) == (y > 0.5))


outcome = np.array([experiment(seed, verbose=(seed == 0)) for seed in range(5)])
print("loss     mean %.3f std %.3f" % (outcome[:, 0].mean(), outcome[:, 0].std()))
print("accuracy mean %.3f std %.3f" % (outcome[:, 1].mean(), outcome[:, 1].std()))
