import numpy as np

# rede neural simples com 3 camadas
rng = np.random.default_rng(4)
X = rng.normal(size=(4, 50))
classe = np.argmax(X, axis=0)
Y = np.eye(4)[classe].T
m = X.shape[1]
tam = [4, 4, 4, 4]

W = [rng.normal(size=(tam[i + 1], tam[i])) * 0.6 for i in range(3)]
b = [np.zeros((tam[i + 1], 1)) for i in range(3)]

def leaky(z):
    return np.where(z > 0, z, 0.01 * z)

def dleaky(z):
    return np.where(z > 0, 1.0, 0.01)

def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)

for epoca in range(100):
    # passo para frente
    A = [X]
    Z = []
    for l in range(3):
        Z.append(W[l] @ A[-1] + b[l])
        A.append(leaky(Z[-1]) if l < 2 else softmax(Z[-1]))
    J = -np.sum(Y * np.log(A[-1])) / m

    # passo para tras
    dW, db = [0] * 3, [0] * 3
    dZ = A[-1] - Y
    for l in reversed(range(3)):
        dW[l] = dZ @ A[l].T / m
        db[l] = dZ.mean(axis=1, keepdims=True)
        if l > 0:
            dA = W[l - 1].T @ dZ
            dZ = dA * dleaky(Z[l - 1])
    for l in range(3):
        W[l] = W[l] - 0.1 * dW[l]
        b[l] = b[l] - 0.1 * db[l]
    if epoca % 20 == 0:
        print("epoca", epoca, "custo", J)
