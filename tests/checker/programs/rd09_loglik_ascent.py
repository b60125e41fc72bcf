"""Logistic regression by gradient ascent on the log-likelihood.

STAT 443, homework 4, question 2(c).
"""
import numpy as np

rng = np.random.RandomState(443)
n, p = 80, 3
X = rng.normal(size=(n, p))
beta_true = np.array([1.5, -2.0, 0.5])
prob = 1.0 / (1.0 + np.exp(-(0.3 + X @ beta_true)))
y = rng.binomial(1, prob)

X1 = np.column_stack([np.ones(n), X])
beta = np.zeros(p + 1)
step = 0.01
tol = 1e-6
ll_old = -np.inf

for iteration in range(1000):
    eta = X1 @ beta
    mu = 1.0 / (1.0 + np.exp(-eta))
    loglik = np.sum(y * eta - np.log1p(np.exp(eta)))
    score = X1.T @ (y - mu)
    beta += step * score
    if loglik - ll_old < tol and iteration > 5:
        print("converged at", iteration)
        break
    ll_old = loglik

print("log-likelihood", loglik)
print("beta hat", np.round(beta, 3))
# standard errors from the Fisher information
W = mu * (1 - mu)
info = X1.T @ (W[:, None] * X1)
print("s.e.    ", np.round(np.sqrt(np.diag(np.linalg.inv(info))), 3))
