import numpy as np

np.random.seed(66)
X = np.random.randn(55, 4)
B = np.random.randn(4, 3)
Y = X @ B + 0.01 * np.random.randn(55, 3)

# identity activations: y = x A1 A2 A3, no bias
A1 = np.eye(4)[:, :4] + 0.1 * np.random.randn(4, 4)
A2 = 0.5 * np.random.randn(4, 4)
A3 = 0.5 * np.random.randn(4, 3)
lr = 1e-3
try:
    for k in range(300):
        P1 = X @ A1
        P2 = P1 @ A2
        D = P2 @ A3 - Y
        loss = 0.5 * np.linalg.norm(D, 'fro') ** 2
        if not np.isfinite(loss):
            raise ArithmeticError('diverged, take a smaller lr')
        E2 = D @ A3.T
        E1 = E2 @ A2.T
        A3 -= lr * P2.T @ D
        A2 -= lr * P1.T @ E2
        A1 -= lr * X.T @ E1
        if k % 60 == 0:
            print(f'step {k} loss {loss:.4f}')
except ArithmeticError as e:
    print(e)
else:
    print('distance to true map', np.abs(A1 @ A2 @ A3 - B).max())
