# Sinus-Approximation, eine versteckte Schicht, Adam
import numpy as np

zufall = np.random.default_rng(5)
eingabe = zufall.uniform(-np.pi, np.pi, (64, 1))
ziel = np.sin(eingabe) + 0.05 * zufall.standard_normal((64, 1))

gewichte = {
    "W1": zufall.standard_normal((1, 10)),
    "b1": np.zeros(10),
    "W2": zufall.standard_normal((10, 1)) / np.sqrt(10),
    "b2": np.zeros(1),
}
m = {k: np.zeros_like(v) for k, v in gewichte.items()}
v = {k: np.zeros_like(w) for k, w in gewichte.items()}
lernrate, beta1, beta2, eps = 0.02, 0.9, 0.999, 1e-8

for t in range(1, 301):
    # vorwaerts
    z1 = eingabe @ gewichte["W1"] + gewichte["b1"]
    a1 = np.tanh(z1)
    ausgabe = a1 @ gewichte["W2"] + gewichte["b2"]
    fehler = ausgabe - ziel
    verlust = np.mean(fehler ** 2)

    # rueckwaerts
    g = {}
    d_aus = 2 * fehler / fehler.size
    g["W2"] = a1.T @ d_aus
    g["b2"] = d_aus.sum(0)
    d_a1 = d_aus @ gewichte["W2"].T
    d_z1 = d_a1 * (1 - a1 * a1)
    g["W1"] = eingabe.T @ d_z1
    g["b1"] = d_z1.sum(0)

    # Adam mit Bias-Korrektur
    for k in gewichte:
        m[k] = beta1 * m[k] + (1 - beta1) * g[k]
        v[k] = beta2 * v[k] + (1 - beta2) * g[k] ** 2
        m_dach = m[k] / (1 - beta1 ** t)
        v_dach = v[k] / (1 - beta2 ** t)
        gewichte[k] -= lernrate * m_dach / (np.sqrt(v_dach) + eps)

    if t % 100 == 0:
        print(f"Schritt {t:4d}  Verlust {verlust:.5f}")
