import numpy as np

np.random.seed(17)
sizes = (5, 7, 4, 1)
L = len(sizes) - 1
theta = {}
for l in range(1, L + 1):
    theta['W', l] = np.random.randn(sizes[l - 1], sizes[l]) * (1.0 / sizes[l - 1]) ** 0.5
    theta['b', l] = np.zeros(sizes[l])

X = np.random.randn(75, 5)
y = (np.sin(X).sum(axis=1) > 0)[:, np.newaxis] * 1.0


def forward(theta, X):
    A = {0: X}
    for l in range(1, L + 1):
        Z = A[l - 1] @ theta['W', l] + theta['b', l]
        A[l] = np.tanh(Z) if l < L else 1 / (1 + np.exp(-Z))
    return A


def backward(theta, A, y):
    grads, n = {}, len(y)
    delta = A[L] - y
    for l in range(L, 0, -1):
        grads['W', l] = A[l - 1].T @ delta / n
        grads['b', l] = delta.mean(axis=0)
        if l > 1:
            delta = delta @ theta['W', l].T * (1 - A[l - 1] ** 2)
    return grads


loss = lambda A: -(y * np.log(A[L]) + (1 - y) * np.log(1 - A[L])).mean()
lr = 0.7
for epoch in range(90):
    A = forward(theta, X)
    grads = backward(theta, A, y)
    theta = {k: theta[k] - lr * grads[k] for k in theta}
    if epoch % 30 == 0:
        print(epoch, loss(A))
print("end", loss(forward(theta, X)))
