import numpy as np


def softmax(a, axis):
    a = np.exp(a - a.max(axis=axis, keepdims=True))
    return a / a.sum(axis=axis, keepdims=True)


class AttentionPool:
    """bag of instances -> one score; which instances matter is learned"""

    def __init__(self, dim, att, rs):
        self.K = rs.randn(dim, att) * 0.4
        self.q = rs.randn(att) * 0.4
        self.w = rs.randn(dim) * 0.4
        self.b = 0.0

    def forward(self, bag):
        t = np.tanh(bag @ self.K)
        alpha = softmax(t @ self.q, axis=0)
        pooled = alpha @ bag
        prob = 1 / (1 + np.exp(-(pooled @ self.w + self.b)))
        return prob, (bag, t, alpha, pooled)

    def backward(self, prob, label, saved):
        bag, t, alpha, pooled = saved
        dz = prob - label
        dpooled = dz * self.w
        dalpha = bag @ dpooled
        dscore = alpha * (dalpha - np.dot(alpha, dalpha))
        dt = np.outer(dscore, self.q) * (1 - t ** 2)
        return bag.T @ dt, t.T @ dscore, dz * pooled, dz


rs = np.random.RandomState(26)
bags, labels = [], []
for i in range(60):
    bag = rs.randn(rs.randint(3, 8), 4)
    label = i % 2
    if label:
        bag[rs.randint(len(bag))] += np.array([3.0, 0, -3.0, 0])
    bags.append(bag)
    labels.append(label)

model = AttentionPool(4, 5, rs)
for epoch in range(40):
    nll, hits = 0.0, 0
    for i in rs.permutation(60):
        prob, saved = model.forward(bags[i])
        nll -= np.log(prob if labels[i] else 1 - prob)
        hits += (prob > 0.5) == labels[i]
        gK, gq, gw, gb = model.backward(prob, labels[i], saved)
        model.K -= 0.1 * gK
        model.q -= 0.1 * gq
        model.w -= 0.1 * gw
        model.b -= 0.1 * gb
    if epoch % 10 == 0:
        print("epoch %d, nll %.3f, accuracy %.2f" % (epoch, nll / 60, hits / 60))
