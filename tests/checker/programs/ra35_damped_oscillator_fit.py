# Fit x(t) = A exp(-g t) cos(w t + p) + c to measured displacement (lab 3), chi^2 minimisation.
# Velocity-Verlet like momentum descent with restart; positive parameters in log space.
import numpy as np

rng = np.random.default_rng(1905)
t = np.linspace(0, 6, 80)
sigma = np.where(t < 3, 0.03, 0.06)
x_obs = 1.3 * np.exp(-0.35 * t) * np.cos(4.1 * t + 0.4) + 0.1 + sigma * rng.standard_normal(t.size)

names = ("lnA", "ln_g", "w", "p", "c")
theta = np.array([0.0, np.log(0.2), 4.0, 0.0, 0.0])


def model(q):
    A, g = np.exp(q[:2])
    w, p, c = q[2:]
    env = A * np.exp(-g * t)
    return env * np.cos(w * t + p) + c


def chi2_and_grad(q):
    g = np.exp(q[1])
    env = np.exp(q[0]) * np.exp(-g * t)
    ph = q[2] * t + q[3]
    osc, quad = env * np.cos(ph), env * np.sin(ph)
    z = (osc + q[4] - x_obs) / sigma
    # rows: d model / d parameter
    J = np.vstack([osc, -g * t * osc, -t * quad, -quad, np.ones_like(t)])
    return z @ z / t.size, 2 * J @ (z / sigma) / t.size


vel = np.zeros_like(theta)
last = np.inf
dt = 2e-4
for k in range(4000):
    chi2, grad = chi2_and_grad(theta)
    if chi2 > last:
        vel[:] = 0.0            # kill the momentum when going uphill
    last = chi2
    vel = 0.95 * vel - dt * grad
    theta = theta + vel
    if k % 1000 == 0:
        print("%5d chi2/N = %.4f" % (k, chi2))

for nm, val in zip(names, theta):
    print(f"{nm:>5s} = {val: .4f}")
print("reduced chi2", (((model(theta) - x_obs) / sigma) ** 2).sum() / (t.size - theta.size))
