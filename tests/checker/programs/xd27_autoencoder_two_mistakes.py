import numpy as np


class Autoencoder:
    """einfacher Autoencoder, eine versteckte Schicht"""

    def __init__(self, n, k):
        zufall = np.random.RandomState(1)
        self.We = zufall.randn(n, k) * 0.5
        self.be = np.zeros(k)
        self.Wd = zufall.randn(k, n) * 0.5
        self.bd = np.zeros(n)

    def sigma(self, z):
        return 1 / (1 + np.exp(-z))

    def vorwaerts(self, x):
        self.x = x
        self.code = self.sigma(x.dot(self.We) + self.be)
        self.rec = self.sigma(self.code.dot(self.Wd) + self.bd)

    def kosten(self):
        return np.sum((self.rec - self.x) ** 2) / (2 * len(self.x))

    def rueckwaerts(self):
        n = len(self.x)
        d_rec = (self.rec - self.x) / n
        delta_d = d_rec
        self.dWd = self.code.T.dot(delta_d)
        self.dbd = delta_d.sum(axis=0)
        delta_e = delta_d.dot(self.Wd.T) * self.code * (1 - self.code)
        self.dWe = self.x.T.dot(delta_e)
        self.dbe = delta_e.sum()

    def lerne(self, rate):
        # Gradientenabstieg
        self.We -= rate * self.dWe
        self.be -= rate * self.dbe
        self.Wd -= rate * self.dWd
        self.bd -= rate * self.dbd


daten = (np.random.RandomState(0).rand(30, 6) > 0.5).astype(float)
ae = Autoencoder(6, 3)
for runde in range(200):
    ae.vorwaerts(daten)
    fehler = ae.kosten()
    ae.rueckwaerts()
    ae.lerne(0.5)
    if runde % 50 == 0:
        print("Runde", runde, "Fehler", fehler)
