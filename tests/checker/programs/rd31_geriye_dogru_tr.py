# Cok katmanli ag - agirliklar sondan basa dogru ayni dongude guncelleniyor
import numpy as np

np.random.seed(61)
katmanlar = [3, 6, 4, 1]
L = len(katmanlar) - 1
m = 75
X = np.random.randn(katmanlar[0], m)
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, m)

W, b = {}, {}
for l in range(1, L + 1):
    W[l] = np.random.randn(katmanlar[l], katmanlar[l - 1]) * np.sqrt(1.0 / katmanlar[l - 1])
    b[l] = np.zeros((katmanlar[l], 1))

sigmoid = lambda z: 1.0 / (1.0 + np.exp(-z))
ogrenme = 1.0
maliyetler = []

for adim in range(400):
    # ileri yayilim
    A = {0: X}
    for l in range(1, L + 1):
        Z = W[l] @ A[l - 1] + b[l]
        A[l] = np.tanh(Z) if l < L else sigmoid(Z)
    maliyet = -np.mean(Y * np.log(A[L]) + (1 - Y) * np.log(1 - A[L]))
    maliyetler.append(maliyet)

    # geri yayilim + guncelleme
    hata = (Y - A[L])
    for l in range(L, 0, -1):
        eski_W = W[l].copy()            # guncellemeden onceki agirlik lazim
        W[l] = W[l] + ogrenme * hata @ A[l - 1].T / m
        b[l] = b[l] + ogrenme * np.mean(hata, axis=1, keepdims=True)
        if l > 1:
            hata = (eski_W.T @ hata) * (1 + A[l - 1]) * (1 - A[l - 1])

    if adim % 100 == 0:
        print("adim:", adim, "maliyet:", maliyet)

tahmin = A[L] > 0.5
print("dogruluk: %.1f%%" % (100 * np.mean(tahmin == Y)))
# plt.plot(maliyetler); plt.xlabel('adim'); plt.show()
