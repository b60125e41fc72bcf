# Vorhersage mehrerer Sensorwerte; fehlende Zielwerte sind NaN und werden maskiert.
import numpy as np

zufall = np.random.default_rng(2024)
N, EIN, VERST, AUS = 100, 5, 14, 3

daten = zufall.normal(size=(N, EIN))
wahr = zufall.normal(size=(EIN, AUS))
ziel = np.sin(daten @ wahr) + 0.05 * zufall.standard_t(2, size=(N, AUS))
ziel[zufall.random(ziel.shape) < 0.2] = np.nan

maske = ~np.isnan(ziel)
ziel0 = np.where(maske, ziel, 0.0)

gewichte = {
    "ein": zufall.normal(size=(EIN, VERST)) / np.sqrt(EIN),
    "ein_b": np.zeros(VERST),
    "aus": zufall.normal(size=(VERST, AUS)) / np.sqrt(VERST),
    "aus_b": np.zeros(AUS),
}
DELTA = 0.5


def vorwaerts(g, x):
    versteckt = np.tanh(x @ g["ein"] + g["ein_b"])
    return versteckt, versteckt @ g["aus"] + g["aus_b"]


def huber(vorhersage):
    rest = (vorhersage - ziel0) * maske
    betrag = np.abs(rest)
    werte = np.where(betrag <= DELTA, 0.5 * rest ** 2, DELTA * (betrag - 0.5 * DELTA))
    return werte.sum() / maske.sum(), np.clip(rest, -DELTA, DELTA) / maske.sum()


def rueckwaerts(g, x, versteckt, d_aus):
    d_vor = (d_aus @ g["aus"].T) * (1.0 - np.square(versteckt))
    return dict(ein=x.T @ d_vor, ein_b=d_vor.sum(0), aus=versteckt.T @ d_aus, aus_b=d_aus.sum(0))


quadrat = {name: np.zeros_like(w) for name, w in gewichte.items()}
rate, rho = 0.01, 0.9
verlauf = []
for epoche in range(300):
    versteckt, vorhersage = vorwaerts(gewichte, daten)
    verlust, d_aus = huber(vorhersage)
    ableitung = rueckwaerts(gewichte, daten, versteckt, d_aus)
    for name in gewichte:
        quadrat[name] = rho * quadrat[name] + (1 - rho) * ableitung[name] ** 2
        gewichte[name] -= rate * ableitung[name] / (np.sqrt(quadrat[name]) + 1e-6)
    verlauf.append(verlust)

print("Verlust Anfang %.4f, Ende %.4f" % (verlauf[0], verlauf[-1]))
print("fehlende Werte:", int((~maske).sum()))
