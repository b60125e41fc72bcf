# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["no-network", "own-loss"]
# about = "Physics lab: fit A*exp(-g t)*cos(w t + phi) to data with error bars by gradient descent on chi^2 / N."
# [/backprop]

"""Fit of a damped oscillation, x(t) = A exp(-gamma t) cos(omega t + phi)."""
import numpy as np

t = np.linspace(0, 6, 40)
gen = np.random.default_rng(314)
sigma = gen.uniform(0.05, 0.2, size=t.size)
x = 1.7 * np.exp(-0.25 * t) * np.cos(2.1 * t + 0.4) + sigma * gen.normal(size=t.size)

A, gam, om, phi = 1.0, 0.1, 2.0, 0.0
rate0 = 2e-4

for n in range(400):
    rate = rate0 / (1 + n / 300)
    env = np.exp(-gam * t)
    c = np.cos(om * t + phi)
    s = np.sin(om * t + phi)
    model = A * env * c
    chi2 = np.mean(((x - model) / sigma) ** 2)

    w = -2 * (x - model) / sigma ** 2 / t.size
    dA = np.sum(w * env * c)
    dgam = np.sum(-t * w * model)
    dphi = -A * np.sum(w * env * s)
    dom = -A * np.sum(w * env * s * t)

    A -= rate * dA
    gam -= rate * dgam
    om -= rate * dom
    phi -= rate * dphi
    if n % 100 == 0:
        print("%4d chi2/N = %8.3f   A=%.3f gamma=%.3f omega=%.3f phi=%.3f" % (n, chi2, A, gam, om, phi))
