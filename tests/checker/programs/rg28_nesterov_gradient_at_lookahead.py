import numpy as np

np.random.seed(50)
A = np.random.randn(80, 7)
true = np.random.randn(7)
labels = np.sign(A @ true + 0.3 * np.random.randn(80))      # -1 / +1
theta = np.zeros(7)
b = np.zeros(1)
v_theta = np.zeros(7)
v_b = np.zeros(1)
gamma, eta, lam = 0.8, 0.3, 1e-2

for t in range(120):
    # look ahead
    th = theta + gamma * v_theta
    bb = b + gamma * v_b

    margin = labels * (A @ th + bb)
    loss = np.mean(np.log(1 + np.exp(-margin))) + lam / 2 * th.dot(th)

    coef = -labels / (1 + np.exp(margin))
    g_theta = A.T @ coef / len(A) + lam * th
    g_b = np.array([coef.mean()])

    v_theta = gamma * v_theta - eta * g_theta
    v_b = gamma * v_b - eta * g_b
    theta += v_theta
    b += v_b
    if t % 40 == 0:
        print(t, loss)

print('errors:', np.sum(np.sign(A @ theta + b) != labels))
