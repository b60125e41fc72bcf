# siec 2-2-2, wszystko na pojedynczych liczbach (zadanie domowe, "krok po kroku")
import numpy as np

np.random.seed(11)
w1, w2, w3, w4 = np.random.uniform(0.1, 0.5, 4)
w5, w6, w7, w8 = np.random.uniform(-0.5, 0.5, 4)
b1 = 0.35
b2 = 0.6
eta = 0.5

# cztery przyklady: (i1, i2) -> (t1, t2)
przyklady = [(np.random.rand(), np.random.rand()) for _ in range(4)]
cele = [(0.1 + 0.8 * p, 0.9 - 0.8 * q) for p, q in przyklady]


def f(net):
    return 1 / (1 + np.exp(-net))


for epoka in range(400):
    blad = 0
    for (i1, i2), (t1, t2) in zip(przyklady, cele):
        # w przod
        h1 = f(w1 * i1 + w2 * i2 + b1)
        h2 = f(w3 * i1 + w4 * i2 + b1)
        o1 = f(w5 * h1 + w6 * h2 + b2)
        o2 = f(w7 * h1 + w8 * h2 + b2)
        E_total = 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2
        blad += E_total

        # wyjscie
        d_o1 = -(t1 - o1) * o1 * (1 - o1)
        d_o2 = -(t2 - o2) * o2 * (1 - o2)
        # warstwa ukryta (stare w5..w8!)
        d_h1 = (d_o1 * w5 + d_o2 * w7) * h1 * (1 - h1)
        d_h2 = (d_o1 * w6 + d_o2 * w8) * h2 * (1 - h2)

        w5 -= eta * d_o1 * h1
        w6 -= eta * d_o1 * h2
        w7 -= eta * d_o2 * h1
        w8 -= eta * d_o2 * h2
        b2 -= eta * (d_o1 + d_o2)
        w1 -= eta * d_h1 * i1
        w2 -= eta * d_h1 * i2
        w3 -= eta * d_h2 * i1
        w4 -= eta * d_h2 * i2
        b1 -= eta * (d_h1 + d_h2)      # jeden bias na cala warstwe
    if epoka % 100 == 0:
        print("epoka", epoka, "blad", blad)
