# Tarea semana 3 - clasificacion planar con una capa oculta
import numpy as np

np.random.seed(3)
m = 120
X = np.random.randn(2, m)
Y = (X[0:1, :] * X[1:2, :] > 0).astype(int)      # cuadrantes


def tamano_capas(X, Y):
    return X.shape[0], 5, Y.shape[0]


def inicializar(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x) * 0.5
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.5
    b2 = np.zeros((n_y, 1))
    assert W1.shape == (n_h, n_x)
    assert (b2.shape == (n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def adelante(X, parametros):
    Z1 = np.dot(parametros["W1"], X) + parametros["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parametros["W2"], A1) + parametros["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def costo(A2, Y):
    logprobs = np.multiply(np.log(A2), Y) + np.multiply((1 - Y), np.log(1 - A2))
    return float(np.squeeze(-np.sum(logprobs) / Y.shape[1]))


def atras(parametros, cache, X, Y):
    m = X.shape[1]
    W2 = parametros["W2"]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def actualizar(parametros, grads, tasa=1.2):
    # copia, para no tocar el diccionario original
    nuevos = dict(parametros)
    for clave in ("W1", "b1", "W2", "b2"):
        nuevos[clave] = parametros[clave] - tasa * grads["d" + clave]
    return nuevos


parametros = inicializar(*tamano_capas(X, Y))
for i in range(0, 600):
    A2, cache = adelante(X, parametros)
    J = costo(A2, Y)
    grads = atras(parametros, cache, X, Y)
    parametros = actualizar(parametros, grads)
    if i % 100 == 0:
        print("Costo despues de la iteracion %i: %f" % (i, J))

predicciones = adelante(X, parametros)[0] > 0.5
print('Exactitud: %d' % float((np.dot(Y, predicciones.T) + np.dot(1 - Y, 1 - predicciones.T)).item() / Y.size * 100) + '%')
