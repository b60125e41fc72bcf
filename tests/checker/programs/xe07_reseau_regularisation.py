import numpy as np


def sigmoide(z):
    return 1 / (1 + np.exp(-z))


def propagation(X, poids):
    Z1 = np.dot(poids['W1'], X) + poids['b1']
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(poids['W2'], A1) + poids['b2']
    return Z1, A1, sigmoide(Z2)


def calcul_cout(A2, Y, poids, lambd):
    m = Y.shape[1]
    entropie = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    penalite = lambd / (2 * m) * (np.sum(poids['W1'] ** 2) + np.sum(poids['W2'] ** 2))
    return entropie + penalite


def retropropagation(X, Y, Z1, A1, A2, poids, lambd):
    m = X.shape[1]
    erreur2 = A2 - Y
    grad = {}
    grad['W2'] = np.dot(erreur2, A1.T) / m + lambd / m * poids['W2']
    grad['b2'] = np.sum(erreur2, axis=1, keepdims=True) / m
    erreur1 = np.dot(poids['W2'].T, erreur2) * (Z1 > 0)
    grad['W1'] = np.dot(erreur1, X.T) / m + lambd * poids['W1']
    grad['b1'] = np.sum(erreur1, axis=1, keepdims=True) / m
    return grad


gen = np.random.RandomState(2)
X = gen.randn(2, 40)
Y = (X[:1] ** 2 + X[1:] ** 2 < 1).astype(int)
poids = {'W1': gen.randn(7, 2), 'b1': gen.randn(7, 1) * .1, 'W2': gen.randn(1, 7), 'b2': np.zeros((1, 1))}
for k in range(200):
    Z1, A1, A2 = propagation(X, poids)
    cout = calcul_cout(A2, Y, poids, 0.7)
    grad = retropropagation(X, Y, Z1, A1, A2, poids, 0.7)
    for cle in poids:
        poids[cle] = poids[cle] - 0.1 * grad[cle]
print('cout final', cout)
