import numpy as np

def matrix_factorization(R, P, Q, bu, bi, mu, K, steps=40, alpha=0.02, beta=0.05):
    '''
    R: ratings list of (user, item, rating)
    P: |U| * K (user features matrix)
    Q: |D| * K (item features matrix)
    K: latent features
    beta: regularization parameter
    '''
    for step in range(steps):
        np.random.shuffle(R)
        sse = 0
        for u, i, r in R:
            u, i = int(u), int(i)
            pred = mu + bu[u] + bi[i] + P[u, :].dot(Q[i, :])
            eij = r - pred
            sse += eij ** 2

            # keep the old user vector, the item update needs it
            p_old = P[u, :].copy()
            P[u, :] += alpha * (2 * eij * Q[i, :] - beta * P[u, :])
            Q[i, :] += alpha * (2 * eij * p_old - beta * Q[i, :])
            bu[u] += alpha * (2 * eij - beta * bu[u])
            bi[i] += alpha * (2 * eij - beta * bi[i])

        rmse = np.sqrt(sse / len(R))
        if step % 10 == 0:
            print("step", step, "rmse", rmse)
        if rmse < 0.001:
            break
    return P, Q


np.random.seed(2019)
N, M, K = 9, 7, 2
true = np.random.randn(N, K) @ np.random.randn(K, M) + 3
R = []
for u in range(N):
    for i in range(M):
        if np.random.rand() < 0.7:
            R.append((u, i, float(np.clip(round(true[u, i]), 1, 5))))
R = np.array(R)

P = np.random.normal(scale=1. / K, size=(N, K))
Q = np.random.normal(scale=1. / K, size=(M, K))
bu, bi = np.zeros(N), np.zeros(M)
nP, nQ = matrix_factorization(R, P, Q, bu, bi, np.mean(R[:, 2]), K)
print(np.round(np.mean(R[:, 2]) + bu[:, None] + bi[None, :] + nP @ nQ.T, 1))
