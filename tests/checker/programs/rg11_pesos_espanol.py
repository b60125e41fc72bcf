# Red neuronal sencilla (dos salidas), tarea 2
import numpy as np

np.random.seed(8)
entradas = np.random.rand(40, 2)
salidas = np.c_[entradas[:, 0] * entradas[:, 1], np.abs(entradas[:, 0] - entradas[:, 1])]

pesos_ocultos = np.random.randn(2, 6)
sesgo_oculto = np.zeros((1, 6))
pesos_salida = np.random.randn(6, 2)
sesgo_salida = np.zeros((1, 2))
tasa = 0.02


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def derivada_sigmoide(a):
    return a * (1 - a)


def propagar(x):
    oculta = sigmoide(x @ pesos_ocultos + sesgo_oculto)
    return oculta, sigmoide(oculta @ pesos_salida + sesgo_salida)


for epoca in range(600):
    oculta, salida = propagar(entradas)
    error = salidas - salida
    perdida = np.sum(error ** 2) / 2

    delta_salida = error * derivada_sigmoide(salida)
    delta_oculta = delta_salida @ pesos_salida.T * derivada_sigmoide(oculta)

    pesos_salida += tasa * oculta.T @ delta_salida
    sesgo_salida += tasa * delta_salida.sum(axis=0, keepdims=True)
    pesos_ocultos += tasa * entradas.T @ delta_oculta
    sesgo_oculto += tasa * delta_oculta.sum(axis=0, keepdims=True)

    if epoca % 200 == 0:
        print('epoca', epoca, 'perdida', perdida)
