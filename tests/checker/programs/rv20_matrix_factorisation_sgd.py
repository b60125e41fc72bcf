# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["matrix-factorisation", "sgd"]
# about = "Matrix factorisation with biases, one rating at a time; both factor rows change in one tuple assignment so the old values are used; e = r - prediction and plus signs."
# [/backprop]

import numpy as np

rs = np.random.RandomState(44)
users, items, rank = 4, 5, 2
ratings = [(0, 1, 4.0), (0, 3, 2.0), (1, 0, 5.0), (2, 4, 1.0), (2, 1, 3.0), (3, 2, 4.0), (3, 3, 3.0), (1, 4, 2.0)]
mu = np.mean([r for *_, r in ratings])
P = rs.normal(scale=0.5, size=(users, rank))
Q = rs.normal(scale=0.5, size=(items, rank))
bu, bi = np.zeros(users), np.zeros(items)
lr, reg = 0.05, 0.02

for epoch in range(30):
    total = 0.0
    for u, i, r in ratings:
        e = r - (mu + bu[u] + bi[i] + P[u] @ Q[i])
        loss = 0.5 * e ** 2 + 0.5 * reg * (P[u] @ P[u] + Q[i] @ Q[i] + bu[u] ** 2 + bi[i] ** 2)
        total += loss
        bu[u] += lr * (e - reg * bu[u])
        bi[i] += lr * (e - reg * bi[i])
        P[u], Q[i] = P[u] + lr * (e * Q[i] - reg * P[u]), Q[i] + lr * (e * P[u] - reg * Q[i])
    if epoch % 10 == 0:
        print(epoch, total / len(ratings))
