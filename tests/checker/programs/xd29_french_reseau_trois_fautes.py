import numpy as np

np.random.seed(10)
m = 36
X = np.random.randn(4, m)
cl = np.argmax(X[:3], axis=0)
Y = np.zeros((3, m))
Y[cl, np.arange(m)] = 1


def initialisation(n0, n1, n2, n3):
    return {'W1': np.random.randn(n1, n0) * 0.6, 'b1': np.zeros((n1, 1)),
            'W2': np.random.randn(n2, n1) * 0.6, 'b2': np.full((n2, 1), 0.1),
            'W3': np.random.randn(n3, n2) * 0.6, 'b3': np.zeros((n3, 1))}


def propagation_avant(X, p):
    Z1 = p['W1'].dot(X) + p['b1']
    A1 = np.maximum(0, Z1)
    Z2 = p['W2'].dot(A1) + p['b2']
    A2 = np.maximum(0, Z2)
    Z3 = p['W3'].dot(A2) + p['b3']
    E = np.exp(Z3 - Z3.max(axis=0, keepdims=True))
    A3 = E / E.sum(axis=0, keepdims=True)
    return {'Z1': Z1, 'A1': A1, 'Z2': Z2, 'A2': A2, 'A3': A3}


def retropropagation(X, Y, p, act):
    dZ3 = act['A3'] - Y
    dW3 = dZ3.dot(act['A2'].T)
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dZ2 = np.dot(p['W3'].T, dZ3)
    dW2 = 1 / m * dZ2.dot(act['A1'].T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(p['W2'].T, dZ2) * (act['Z1'] > 0)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'W3': dW3, 'b3': db3}


param = initialisation(4, 5, 5, 3)
# boucle d'entrainement
for epoque in range(150):
    act = propagation_avant(X, param)
    perte = -np.sum(Y * np.log(act['A3'] + 1e-12)) / m
    grad = retropropagation(X, Y, param, act)
    for nom in param:
        param[nom] = param[nom] - 0.1 * grad[nom]
    if epoque % 30 == 0:
        print('epoque', epoque, 'perte', perte)
