"""Proportional odds (ordered logit) by gradient descent.

Cutpoints are kept ordered:  c_0 = a_0,  c_k = c_{k-1} + exp(a_k).
"""
import numpy as np


def expit(u):
    return 1 / (1 + np.exp(-u))


def unpack(par, d):
    return par[:d], par[d:]


def cutpoints(a):
    return np.cumsum(np.concatenate([a[:1], np.exp(a[1:])]))


def nll_grad(par, X, y, ridge=0.01):
    n, d = X.shape
    beta, a = unpack(par, d)
    c = cutpoints(a)
    K = c.size + 1
    eta = X @ beta
    upper = np.append(c, np.inf)[y] - eta
    lower = np.insert(c, 0, -np.inf)[y] - eta
    Fu, Fl = expit(upper), expit(lower)
    prob = Fu - Fl
    val = -np.log(prob).mean() + 0.5 * ridge * beta @ beta
    fu, fl = Fu * (1 - Fu), Fl * (1 - Fl)
    gu = -fu / prob / n          # d val / d upper
    gl = fl / prob / n           # d val / d lower
    gbeta = -X.T @ (gu + gl) + ridge * beta
    # cut k is the upper limit of class k and the lower limit of class k+1
    gc = np.bincount(y, weights=gu, minlength=K)[:K - 1] + np.bincount(y, weights=gl, minlength=K)[1:]
    ga = np.cumsum(gc[::-1])[::-1]
    ga[1:] *= np.exp(a[1:])
    return val, np.r_[gbeta, ga]


def main():
    r = np.random.default_rng(31)
    X = r.normal(size=(200, 3))
    latent = X @ [1.2, -0.7, 0.3] + r.logistic(size=200)
    y = np.searchsorted([-1.0, 0.5, 2.0], latent)
    par = np.zeros(3 + 3)
    mom = np.zeros_like(par)
    for it in range(500):
        val, g = nll_grad(par, X, y)
        mom = 0.8 * mom - 0.2 * g
        par += mom
        if it % 100 == 0:
            print(it, round(val, 5), "|g| = %.2e" % np.abs(g).max())
    print("beta", par[:3].round(3), "cuts", cutpoints(par[3:]).round(3))


if __name__ == "__main__":
    with np.errstate(over="ignore"):
        main()
