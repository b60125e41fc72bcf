import numpy as np

class Capa:
    def __init__(self, n_ent, n_sal, act, act_d, rng):
        self.W = rng.randn(n_ent, n_sal) * 0.7
        self.b = np.zeros((1, n_sal))
        self.act = act
        self.act_d = act_d

sigm = (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a))
tanh = (lambda z: np.tanh(z),
        lambda a: 1 - a)

rng = np.random.RandomState(18)
X = rng.randn(60, 2)
Y = ((X ** 2).sum(axis=1) > 1.3).astype(float)[:, np.newaxis]
muestras = X.shape[0]

red = [Capa(2, 4, *tanh, rng), Capa(4, 3, *tanh, rng), Capa(3, 1, *sigm, rng)]
lr = 0.5

for it in range(200):
    # hacia adelante
    salidas = [X]
    for capa in red:
        z = salidas[-1] @ capa.W + capa.b
        salidas.append(capa.act(z))
    a_final = salidas[-1]
    costo = -np.mean(Y * np.log(a_final) + (1 - Y) * np.log(1 - a_final))

    # hacia atras
    n = X.shape[1]
    delta = a_final - Y
    for l in reversed(range(len(red))):
        dW = salidas[l].T @ delta / muestras
        db = delta.sum(axis=0, keepdims=True) / n
        red[l].W = red[l].W - lr * dW
        red[l].b = red[l].b - lr * db
        if l > 0:
            delta = (delta @ red[l].W.T) * red[l - 1].act_d(salidas[l])
    if it % 50 == 0:
        print("iteracion", it, "costo", costo)
