# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["activation-table", "german"]
# about = "German: a decorator fills tables of activations and of their derivatives, which are written in terms of the output."
# [/backprop]

# Kleines Netz mit austauschbaren Aktivierungen
import numpy as np

AKTIVIERUNG = {}
ABLEITUNG = {}        # jeweils als Funktion der AUSGABE der Schicht


def registriere(name, ableitung):
    def dekorator(f):
        AKTIVIERUNG[name] = f
        ABLEITUNG[name] = ableitung
        return f
    return dekorator


@registriere('tanh', lambda a: (1 - a) * (1 + a))
def tanh(z):
    return np.tanh(z)


@registriere('softplus', lambda a: 1 - np.exp(-a))
def softplus(z):
    return np.log(1 + np.exp(z))


@registriere('linear', lambda a: 1.0)
def linear(z):
    return z


zufall = np.random.RandomState(49)
Eingabe = zufall.uniform(-1, 1, (2, 18))
Ziel = np.vstack([Eingabe.prod(0), Eingabe.max(0)])
netz = [
    {'art': 'tanh', 'W': zufall.randn(4, 2) * .8, 'b': zufall.randn(4, 1) * .1},
    {'art': 'softplus', 'W': zufall.randn(4, 4) * .5, 'b': zufall.randn(4, 1) * .1},
    {'art': 'linear', 'W': zufall.randn(2, 4) * .5, 'b': np.zeros((2, 1))},
]


def vorwaerts(x):
    for nr, s in enumerate(netz):
        s['ein'] = x
        z = s['W'] @ x + s['b']
        x = s['aus'] = AKTIVIERUNG[s['art']](z)
    return x


def verlust(aus):
    return np.mean((aus - Ziel) ** 2) / 2


def rueckwaerts(aus):
    grad = []
    fehler = (aus - Ziel) / Ziel.size
    for nr in (2, 1, 0):
        s = netz[nr]
        fehler = fehler * ABLEITUNG[s['art']](s['aus'])
        grad.insert(0, (fehler @ s['ein'].T, fehler.sum(1, keepdims=True)))
        fehler = s['W'].T @ fehler
    return grad


if __name__ == '__main__':
    for lauf in range(200):
        aus = vorwaerts(Eingabe)
        for s, (gW, gb) in zip(netz, rueckwaerts(aus)):
            s['W'] -= 0.3 * gW
            s['b'] -= 0.3 * gb
        if lauf % 50 == 0:
            print(f'Lauf {lauf}: Verlust {verlust(aus):.6f}')
