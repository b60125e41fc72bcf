"""Linear-chain CRF: log-partition by the forward recursion, marginals by forward-backward."""
import numpy as np

rng = np.random.default_rng(23)
S, D = 3, 4


def lse(a, axis):
    m = a.max(axis=axis, keepdims=True)
    return np.squeeze(m, axis) + np.log(np.exp(a - m).sum(axis=axis))


def simulate(n):
    trans = np.array([[.8, .1, .1], [.2, .7, .1], [.1, .3, .6]])
    means = rng.normal(0, 1, (S, D))
    for _ in range(n):
        T = rng.integers(4, 9)
        y = [rng.integers(S)]
        while len(y) < T:
            y.append(rng.choice(S, p=trans[y[-1]]))
        y = np.array(y)
        yield means[y] + rng.normal(0, .8, (T, D)), y


def sequence(W, A, pi, x, y):
    em = x @ W                                      # T, S
    T = len(y)
    alpha = np.empty_like(em)
    beta = np.zeros_like(em)
    alpha[0] = pi + em[0]
    for t in range(1, T):
        alpha[t] = em[t] + lse(alpha[t - 1][:, None] + A, axis=0)
    for t in range(T - 2, -1, -1):
        beta[t] = lse(A + (em[t + 1] + beta[t + 1])[None, :], axis=1)
    logZ = lse(alpha[-1], axis=0)
    score = pi[y[0]] + em[np.arange(T), y].sum() + A[y[:-1], y[1:]].sum()
    node = np.exp(alpha + beta - logZ)
    edge = np.exp(alpha[:-1, :, None] + A + (em + beta)[1:, None, :] - logZ).sum(0)
    # expected minus observed counts
    node[np.arange(T), y] -= 1
    np.subtract.at(edge, (y[:-1], y[1:]), 1)
    return logZ - score, x.T @ node, edge, node[0]


def corpus_loss(W, A, pi, data, l2=0.1):
    tot, gW, gA, gpi = 0.5 * l2 * (W ** 2).sum() + 0.5 * l2 * (A ** 2).sum(), l2 * W, l2 * A, np.zeros(S)
    for x, y in data:
        nll, a, b, c = sequence(W, A, pi, x, y)
        tot, gW, gA, gpi = tot + nll, gW + a, gA + b, gpi + c
    return tot, (gW, gA, gpi)


if __name__ == "__main__":
    data = list(simulate(25))
    W, A, pi = np.zeros((D, S)), np.zeros((S, S)), np.zeros(S)
    for k in range(60):
        L, (gW, gA, gpi) = corpus_loss(W, A, pi, data)
        W, A, pi = W - .02 * gW, A - .02 * gA, pi - .02 * gpi
        if k % 15 == 0:
            print(k, "NLL", L)
