# Red neuronal para la compuerta XOR
# Ejercicio 4 - Inteligencia Artificial, 2do cuatrimestre
import numpy as np
np.random.seed(21)

entradas = [[0, 0], [0, 1], [1, 0], [1, 1]]
salidas = [0, 1, 1, 0]

capas = [2, 4, 3, 1]
pesos = []
umbrales = []
for i in range(len(capas) - 1):
    pesos.append(np.random.uniform(-1, 1, (capas[i + 1], capas[i])))
    umbrales.append(np.random.uniform(-1, 1, capas[i + 1]))

def sigmoide(x):
    return 1.0 / (1.0 + np.exp(-x))

def derivada(s):
    # s ya es la salida de la sigmoide
    return s * (1.0 - s)

def propagar(ejemplo):
    activaciones = [np.array(ejemplo, dtype=float)]
    for w, u in zip(pesos, umbrales):
        activaciones.append(sigmoide(np.dot(w, activaciones[-1]) - u))
    return activaciones

def error_cuadratico(ejemplo, esperado):
    return 0.5 * np.sum((esperado - propagar(ejemplo)[-1]) ** 2)

def retropropagar(activaciones, esperado):
    delta = (esperado - activaciones[-1]) * derivada(activaciones[-1])
    deltas = [delta]
    for k in range(len(pesos) - 1, 0, -1):
        delta = np.dot(pesos[k].T, delta) * derivada(activaciones[k])
        deltas.insert(0, delta)
    return deltas

tasa = 0.8
errores = []
for epoca in range(3000):
    total = 0
    for j in np.random.permutation(4):
        act = propagar(entradas[j])
        total += error_cuadratico(entradas[j], salidas[j])
        deltas = retropropagar(act, salidas[j])
        for k in range(len(pesos)):
            pesos[k] += tasa * np.outer(deltas[k], act[k])
            umbrales[k] += -tasa * deltas[k]      # el umbral entra restando
    errores.append(total)
    if epoca % 1000 == 0:
        print("Epoca", epoca, "error", total)

for e, s in zip(entradas, salidas):
    print(e, "->", np.round(propagar(e)[-1], 3), "esperado", s)
