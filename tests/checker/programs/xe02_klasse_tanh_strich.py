import numpy as np


def tanh_strich(a):
    return 1.0 - a * a


class Netz:
    def __init__(self, n_ein, n_versteckt, n_aus, saat=3):
        rng = np.random.default_rng(saat)
        self.V = rng.normal(0, 0.6, (n_ein, n_versteckt))
        self.v = np.zeros(n_versteckt)
        self.U = rng.normal(0, 0.6, (n_versteckt, n_aus))
        self.u = np.zeros(n_aus)
        self.verlust = None

    def vorwaerts(self, x):
        self.x = x
        self.z = x @ self.V + self.v
        self.h = np.tanh(self.z)
        self.y = self.h @ self.U + self.u
        return self.y

    def rueckwaerts(self, ziel, rate):
        n = len(ziel)
        fehler = self.y - ziel
        self.verlust = np.sum(fehler ** 2) / (2 * n)
        d_aus = fehler / n
        d_U = self.h.T @ d_aus
        d_u = d_aus.sum(axis=0)
        d_z = (d_aus @ self.U.T) * tanh_strich(self.z)
        d_V = self.x.T @ d_z
        d_v = d_z.sum(axis=0)
        self.U -= rate * d_U
        self.u -= rate * d_u
        self.V -= rate * d_V
        self.v -= rate * d_v


rng = np.random.default_rng(0)
x = rng.uniform(-1, 1, (64, 2))
ziel = np.c_[np.sin(2 * x[:, 0]), x[:, 0] * x[:, 1]]
netz = Netz(2, 8, 2)
for schritt in range(150):
    netz.vorwaerts(x)
    netz.rueckwaerts(ziel, 0.1)
print("Verlust:", netz.verlust)
