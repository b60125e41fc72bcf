# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["activation-derivative-helper", "bias-gradients-swapped"]
# mistake = "derivada_tanh returns 1 - a instead of 1 - a**2, and the hidden bias is moved by the output delta's sum."
# wrong_lines = [47, 49]
# cause_lines = [28]
# right = { "28" = "return 1 - a ** 2", "49" = "grad_b_oculta = np.sum(delta_oculta, axis=0, keepdims=True)" }
# wrong_in_itself = ["delta_oculta", "gbo"]
# wrong_quantities = ["delta_oculta", "gwo", "gbo"]
# [/backprop]

import numpy as np

np.random.seed(44)
entradas = np.random.randn(22, 2)
objetivos = (np.abs(entradas[:, :1]) > np.abs(entradas[:, 1:])).astype(float)
n = len(entradas)

w_oculta = np.random.randn(2, 5)
b_oculta = np.zeros((1, 5))
w_salida = np.random.randn(5, 1)
b_salida = np.zeros((1, 1))


def derivada_tanh(a):
    # a ya es la tangente hiperbólica
    return 1 - a


def propagar(x):
    z_oculta = np.dot(x, w_oculta) + b_oculta
    a_oculta = np.tanh(z_oculta)
    z_salida = np.dot(a_oculta, w_salida) + b_salida
    salida = 1 / (1 + np.exp(-z_salida))
    return a_oculta, salida


def costo(salida):
    return -np.mean(objetivos * np.log(salida) + (1 - objetivos) * np.log(1 - salida))


def retropropagar(x, a_oculta, salida):
    delta_salida = (salida - objetivos) / n
    grad_w_salida = np.dot(a_oculta.T, delta_salida)
    grad_b_salida = np.sum(delta_salida, axis=0, keepdims=True)
    delta_oculta = np.dot(delta_salida, w_salida.T) * derivada_tanh(a_oculta)
    grad_w_oculta = np.dot(x.T, delta_oculta)
    grad_b_oculta = np.sum(delta_salida, axis=0, keepdims=True)
    return grad_w_oculta, grad_b_oculta, grad_w_salida, grad_b_salida


if __name__ == "__main__":
    tasa = 0.5
    for epoca in range(100):
        a_oculta, salida = propagar(entradas)
        g = retropropagar(entradas, a_oculta, salida)
        w_oculta -= tasa * g[0]
        b_oculta = b_oculta - tasa * g[1]
        w_salida -= tasa * g[2]
        b_salida -= tasa * g[3]
        if epoca % 25 == 0:
            print("costo:", costo(salida))
