import numpy as np

np.random.seed(29)
boyut = [4, 4, 4, 4]
X = np.random.randn(4, 40)
hedef = np.abs(X[::-1]) - 0.5
m = 40

P = {}
for l in range(1, 4):
    P['W' + str(l)] = np.random.randn(boyut[l], boyut[l - 1]) * 0.6
    P['b' + str(l)] = np.zeros((boyut[l], 1))

for tur in range(150):
    # ileri yayilim
    A = {0: X}
    Z = {}
    for l in range(1, 4):
        Z[l] = np.dot(P['W' + str(l)], A[l - 1]) + P['b' + str(l)]
        A[l] = np.where(Z[l] > 0, Z[l], 0.1 * Z[l]) if l < 3 else Z[l]
    hata = np.sum((A[3] - hedef) ** 2) / (2 * m)

    # geri yayilim
    g = {}
    dZ = A[3] - hedef
    g['dW3'] = 2 / m * np.dot(dZ, A[2].T)
    g['db3'] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    for l in (2, 1):
        dA = np.dot(P['W' + str(l + 1)], dZ)
        dZ = dA * np.where(Z[l] > 0, 1, 0.1)
        g['dW' + str(l)] = 1 / m * np.dot(dZ, A[l - 1].T)
        g['db' + str(l)] = 1 / m * np.sum(dZ)

    # guncelleme
    for l in range(1, 4):
        P['W' + str(l)] -= 0.05 * g['dW' + str(l)]
        P['b' + str(l)] -= 0.05 * g['db' + str(l)]
    if tur % 30 == 0:
        print(tur, hata)
