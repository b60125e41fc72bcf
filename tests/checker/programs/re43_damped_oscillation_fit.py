"""Anpassung einer gedaempften Schwingung  s(t) = A exp(-g t) cos(w t + phi) + s0"""
import numpy as np

np.random.seed(299)
t = np.linspace(0, 6, 80)
messung = 2.0 * np.exp(-0.35 * t) * np.cos(3.1 * t + 0.4) + 0.5 + 0.05 * np.random.randn(t.size)


def modell(t, A, g, w, phi, s0):
    return A * np.exp(-g * t) * np.cos(w * t + phi) + s0


A, g, w, phi, s0 = 1.5, 0.2, 3.0, 0.2, 0.0
lr = 0.05
verlauf = []
for schritt in range(3000):
    huelle = np.exp(-g * t)
    c, s = np.cos(w * t + phi), np.sin(w * t + phi)
    res = A * huelle * c + s0 - messung
    verlauf.append((res ** 2).mean())

    dA = 2 * (res * huelle * c).mean()
    dg = 2 * (res * A * huelle * c * -t).mean()
    dw = 2 * (res * A * huelle * -s * t).mean()
    dphi = 2 * (res * A * huelle * -s).mean()
    ds0 = 2 * res.mean()

    A, g, w, phi, s0 = (p - lr * dp for p, dp in zip((A, g, w, phi, s0), (dA, dg, dw, dphi, ds0)))
    if len(verlauf) > 1 and abs(verlauf[-2] - verlauf[-1]) < 1e-10:
        break

print("Schritte", schritt + 1, "mittleres Fehlerquadrat", verlauf[-1])
print("A=%.3f g=%.3f w=%.3f phi=%.3f s0=%.3f" % (A, g, w, phi, s0))
print("groesste Abweichung", np.max(np.abs(modell(t, A, g, w, phi, s0) - messung)))
