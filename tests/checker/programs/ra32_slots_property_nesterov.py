import numpy as np


class Couche:
    """Une couche dense. Les exemples sont en lignes."""
    __slots__ = ("_poids", "_biais", "vit_p", "vit_b", "entree", "sortie", "gp", "gb", "finale")

    def __init__(self, entrees, sorties, alea, finale=False):
        self._poids = alea.normal(0, np.sqrt(1 / entrees), (entrees, sorties))
        self._biais = np.zeros(sorties)
        self.vit_p, self.vit_b = np.zeros_like(self._poids), np.zeros_like(self._biais)
        self.finale = finale

    @property
    def poids(self):
        return self._poids

    @poids.setter
    def poids(self, val):
        assert val.shape == self._poids.shape
        self._poids = val

    def __call__(self, x):
        self.entree = x
        z = x @ self._poids + self._biais
        self.sortie = z if self.finale else np.arctan(z)
        return self.sortie

    def retro(self, g):
        if not self.finale:
            g = g * np.cos(self.sortie) ** 2        # 1/(1+z^2) = cos^2(arctan z)
        self.gp, self.gb = self.entree.T @ g, g.sum(0)
        return g @ self._poids.T

    def maj(self, pas, inertie):
        # forme de Sutskever/Bengio: w += mu^2 v - (1+mu) eta g
        for nom, vit, g in (("_poids", "vit_p", self.gp), ("_biais", "vit_b", self.gb)):
            v = getattr(self, vit)
            setattr(self, nom, getattr(self, nom) + inertie ** 2 * v - (1 + inertie) * pas * g)
            setattr(self, vit, inertie * v - pas * g)


def cout(reseau, x, y):
    for c in reseau:
        x = c(x)
    p = 1 / (1 + np.exp(-x))
    perte = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
    g = (p - y) / len(y)
    for c in reversed(reseau):
        g = c.retro(g)
    return perte, p


def main():
    alea = np.random.default_rng(55)
    x = alea.normal(size=(160, 3))
    y = (np.prod(np.sign(x[:, :2]), axis=1, keepdims=True) > 0).astype(float)
    reseau = [Couche(3, 10, alea), Couche(10, 10, alea), Couche(10, 1, alea, finale=True)]
    for tour in range(301):
        perte, p = cout(reseau, x, y)
        for c in reseau:
            c.maj(0.1, 0.9)
        if tour % 100 == 0:
            print(f"tour {tour}: perte {perte:.4f}, exactitude {np.mean((p > .5) == y):.3f}")


if __name__ == "__main__":
    main()
