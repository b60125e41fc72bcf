import numpy as np

rng = np.random.default_rng(365)
# claims per policy, with the time insured as exposure
n = 250
exposure = rng.uniform(0.2, 1.0, n)
young = rng.random(n) < 0.3
power = rng.normal(100, 25, n)
counts = rng.poisson(exposure * np.exp(-0.5 + 0.9 * young + 0.01 * (power - 100)))

features = np.vstack([np.ones(n), young, (power - power.mean()) / power.std()])
coef = np.zeros(3)
coef[0] = np.log(counts.sum() / exposure.sum())
offset = np.log(exposure)
learning_rate = 0.5

deviances = []
for i in range(200):
    log_mu = coef @ features + offset
    mu = np.exp(log_mu)
    gradient = features @ (mu - counts) / n
    coef = coef - learning_rate * gradient
    with np.errstate(divide="ignore", invalid="ignore"):
        term = np.where(counts > 0, counts * np.log(counts / mu), 0.0)
    deviances.append(2 * np.sum(term - (counts - mu)))
    if np.abs(gradient).max() < 1e-8:
        break

print(f"{i + 1} iterations, deviance {deviances[0]:.3f} -> {deviances[-1]:.3f}")
for name, value in zip(["base", "young", "power"], coef):
    print(f"{name:>6}: {value:+.3f}")
