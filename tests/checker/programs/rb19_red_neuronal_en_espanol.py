# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["momentum", "spanish"]
# about = "Spanish identifiers; momentum with (1-beta) averaging, so the first step is only a tenth of lr * gradient."
# [/backprop]

# Red neuronal desde cero, con momento
import numpy as np


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


class RedNeuronal:
    def __init__(self, capas, tasa=0.8, momento=0.9):
        self.capas = capas
        self.tasa = tasa
        self.momento = momento
        self.pesos = [np.random.randn(s, e) / np.sqrt(e) for e, s in zip(capas, capas[1:])]
        self.sesgos = [np.zeros((s, 1)) for s in capas[1:]]
        self.vel_p = [np.zeros_like(p) for p in self.pesos]
        self.vel_s = [np.zeros_like(s) for s in self.sesgos]

    def adelante(self, entrada):
        self.activaciones = [entrada]
        for i, (p, s) in enumerate(zip(self.pesos, self.sesgos)):
            neta = np.dot(p, self.activaciones[-1]) + s
            self.activaciones.append(sigmoide(neta))
        return self.activaciones[-1]

    def atras(self, objetivo):
        n = objetivo.shape[1]
        salida = self.activaciones[-1]
        # derivada del error cuadrático medio por la derivada de la sigmoide
        delta = (salida - objetivo) * salida * (1 - salida) * 2 / n
        for capa in range(len(self.pesos) - 1, -1, -1):
            anterior = self.activaciones[capa]
            grad_p = np.dot(delta, anterior.T)
            grad_s = delta.sum(axis=1, keepdims=True)
            delta = np.dot(self.pesos[capa].T, delta) * anterior * (1 - anterior)
            self.vel_p[capa] = self.momento * self.vel_p[capa] + (1 - self.momento) * grad_p
            self.vel_s[capa] = self.momento * self.vel_s[capa] + (1 - self.momento) * grad_s
            self.pesos[capa] -= self.tasa * self.vel_p[capa]
            self.sesgos[capa] -= self.tasa * self.vel_s[capa]


np.random.seed(10)
datos = np.random.rand(2, 25)
objetivo = (datos.sum(axis=0, keepdims=True) > 1).astype(float)
red = RedNeuronal([2, 4, 1])
for epoca in range(200):
    prediccion = red.adelante(datos)
    costo = np.sum((prediccion - objetivo) ** 2) / datos.shape[1]
    red.atras(objetivo)
    if epoca % 50 == 0:
        print("época", epoca, "costo", costo)
