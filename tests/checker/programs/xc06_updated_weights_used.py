import numpy as np

np.random.seed(10)
x = np.linspace(-2, 2, 60).reshape(-1, 1)
y = np.sin(2 * x) + 0.05 * np.random.randn(60, 1)

H = 12
W1 = np.random.randn(1, H)
b1 = np.random.randn(1, H) * 0.1
W2 = np.random.randn(H, 1) * 0.3
b2 = np.zeros((1, 1))
lr = 0.1
N = len(x)

for epoch in range(800):
    z1 = x.dot(W1) + b1
    a1 = np.tanh(z1)
    y_hat = a1.dot(W2) + b2
    loss = np.mean((y_hat - y) ** 2)

    # output layer
    d_out = 2 * (y_hat - y) / N
    W2 = W2 - lr * a1.T.dot(d_out)
    b2 = b2 - lr * d_out.sum(axis=0, keepdims=True)

    # hidden layer
    d_hid = d_out.dot(W2.T) * (1 - a1 ** 2)
    W1 = W1 - lr * x.T.dot(d_hid)
    b1 = b1 - lr * d_hid.sum(axis=0, keepdims=True)

    if epoch % 100 == 0:
        print(f"epoch {epoch} mse {loss:.5f}")

print("final", loss)
