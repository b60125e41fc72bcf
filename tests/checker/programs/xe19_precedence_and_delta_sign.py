import numpy as np

np.random.seed(99)
campioni = 24
ingressi = np.random.uniform(-1, 1, (3, campioni))
attesi = np.vstack([ingressi[0] * ingressi[1], ingressi[2] ** 2])

pesi1 = np.random.randn(5, 3)
soglia1 = np.random.randn(5, 1) * 0.1
pesi2 = np.random.randn(2, 5)
soglia2 = np.zeros((2, 1))
passo = 0.002


def sigmoide(v):
    return 1 / (1 + np.exp(-v))


for giro in range(80):
    netto1 = np.dot(pesi1, ingressi) + soglia1
    nascosto = sigmoide(netto1)
    uscita = np.dot(pesi2, nascosto) + soglia2
    scarto = attesi - uscita
    costo = np.sum(scarto ** 2) / (2 * campioni)

    delta2 = -scarto
    grad_p2 = np.dot(delta2, nascosto.T) / 2 * campioni
    grad_s2 = np.sum(delta2, axis=1, keepdims=True) / campioni
    delta1 = np.dot(pesi2.T, scarto) * nascosto * (1 - nascosto)
    grad_p1 = np.dot(delta1, ingressi.T) / campioni
    grad_s1 = np.sum(delta1, axis=1, keepdims=True) / campioni

    pesi2 = pesi2 - passo * grad_p2
    soglia2 = soglia2 - passo * grad_s2
    pesi1 = pesi1 - passo * grad_p1
    soglia1 = soglia1 - passo * grad_s1
    if giro % 20 == 0:
        print(giro, costo)
