# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-partial-derivative"]
# mistake = "Fit of a Gaussian peak: the partial derivative for the centre has 1/s instead of 1/s^2, the one for the width lacks the square of (x - mu), and the background's is a mean where the loss is a sum."
# wrong_lines = [31, 32, 33]
# cause_lines = []
# right = { "31" = "dmu = np.sum(r * A * e * (x - mu) / s ** 2)", "32" = "ds = np.sum(r * A * e * (x - mu) ** 2 / s ** 3)", "33" = "dc = np.sum(r)" }
# wrong_in_itself = ["dmu", "ds", "dc"]
# wrong_quantities = ["dmu", "ds", "dc"]
# [/backprop]

# Praktikum: Anpassung einer Gaußkurve mit Untergrund durch Gradientenabstieg
import numpy as np

x = np.linspace(-3, 5, 41)
rauschen = np.random.RandomState(1).normal(0, 0.05, x.size)
y = 2.0 * np.exp(-(x - 0.8) ** 2 / (2 * 0.7 ** 2)) + 0.3 + rauschen
par = np.array([1.5, 0.4, 1.3, 0.0])      # Startwerte: Höhe, Lage, Breite, Untergrund


def peak(x, A, mu, s, c):
    return A * np.exp(-(x - mu) ** 2 / (2 * s ** 2)) + c


def gradient(x, y, A, mu, s, c):
    e = np.exp(-(x - mu) ** 2 / (2 * s ** 2))
    r = 2 * (A * e + c - y)
    dA = np.sum(r * e)
    # innere Ableitungen
    dmu = np.sum(r * A * e * (x - mu) / s)
    ds = np.sum(r * A * e * (x - mu) / s ** 3)
    dc = np.mean(r)
    return np.array([dA, dmu, ds, dc])


if __name__ == "__main__":
    for n in range(300):
        f = peak(x, *par)
        chi2 = np.sum((f - y) ** 2)
        par = par - 0.003 * gradient(x, y, *par)
        if n % 100 == 0:
            print(n, chi2, par)
