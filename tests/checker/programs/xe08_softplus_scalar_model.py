import numpy as np

rs = np.random.RandomState(21)
x = np.linspace(-2, 2, 45).reshape(-1, 1)
t = np.abs(x) + 0.05 * rs.randn(*x.shape)

Wa = rs.randn(1, 10)
ba = rs.randn(1, 10)
Wb = rs.randn(10, 1) * 0.3
bb = np.zeros((1, 1))


def sig(q):
    return 1 / (1 + np.exp(-q))


eta = 0.05
for step in range(300):
    pre = x @ Wa + ba
    act = np.log1p(np.exp(pre))
    guess = act @ Wb + bb
    diff = guess - t
    mse = np.mean(diff ** 2)

    g_guess = 2 * diff / len(x)
    g_Wb = act.T @ g_guess
    g_bb = g_guess.sum(0, keepdims=True)
    g_act = g_guess @ Wb.T
    g_pre = g_act * sig(pre) * (1 - sig(pre))
    g_Wa = x.T @ g_pre
    g_ba = g_pre.sum(0, keepdims=True)

    for P, G in ((Wa, g_Wa), (ba, g_ba), (Wb, g_Wb), (bb, g_bb)):
        P -= eta * G
    if step % 60 == 0:
        print(step, round(float(mse), 4))
