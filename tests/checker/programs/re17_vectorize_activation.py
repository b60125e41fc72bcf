import numpy as np

# Aktivierungen wie im Skript der Vorlesung, elementweise definiert


@np.vectorize
def act(v):
    if v < -1:
        return -1.0 + 0.1 * (v + 1)
    elif v > 1:
        return 1.0 + 0.1 * (v - 1)
    return v * 1.0


@np.vectorize
def act_strich(v):
    return 1.0 if abs(v) <= 1 else 0.1


class Netz(object):
    def __init__(self, eingang, versteckt, ausgang):
        self.w_ev = np.random.uniform(-.7, .7, (versteckt, eingang))
        self.w_va = np.random.uniform(-.7, .7, (ausgang, versteckt))
        self.schwelle_v = np.random.uniform(-.2, .2, (versteckt, 1))
        self.schwelle_a = np.zeros((ausgang, 1))

    def berechne(self, x):
        self.x = x.reshape(-1, 1)
        self.netto = self.w_ev @ self.x - self.schwelle_v
        self.v = act(self.netto)
        return self.w_va @ self.v - self.schwelle_a

    def lerne(self, x, soll, rate):
        ist = self.berechne(x)
        fehler = soll.reshape(-1, 1) - ist
        fehler_v = (self.w_va.T @ fehler) * act_strich(self.netto)
        self.w_va += rate * fehler @ self.v.T
        self.schwelle_a -= rate * fehler
        self.w_ev += rate * fehler_v @ self.x.T
        self.schwelle_v -= rate * fehler_v
        return 0.5 * (fehler ** 2).sum()


np.random.seed(6)
proben = np.random.uniform(-2, 2, (30, 2))
ziele = np.c_[np.abs(proben[:, 0]), proben.sum(1) / 4]
netz = Netz(2, 6, 2)
for runde in range(15):
    fehlersumme = sum(netz.lerne(x, s, 0.05) for x, s in zip(proben, ziele))
    print(runde, fehlersumme) if runde % 5 == 0 else None
