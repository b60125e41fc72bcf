import numpy as np

np.random.seed(1234)
n = 200
age = np.random.normal(45, 12, n)
dose = np.random.exponential(3, n)
latent = -4 + 0.06 * age + 0.5 * dose
cured = np.random.rand(n) < 1 / (1 + np.exp(-latent))

mu, sd = np.c_[age, dose].mean(0), np.c_[age, dose].std(0)
D = np.c_[np.ones(n), (np.c_[age, dose] - mu) / sd]
beta = np.zeros(D.shape[1])
step = 1.0
it = 0
old = np.inf
while True:
    eta = D @ beta
    nll = np.sum(np.logaddexp(0, eta) - cured * eta)
    if old - nll < 1e-6 or it > 2000:
        break
    old = nll
    beta += step / n * D.T @ (cured - 1 / (1 + np.exp(-eta)))
    it += 1

raw = beta[1:] / sd
print("iterations", it)
print("intercept %.3f  age %.3f  dose %.3f" % (beta[0] - raw @ mu, *raw))
