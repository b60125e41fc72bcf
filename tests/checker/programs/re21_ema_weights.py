import numpy as np

np.random.seed(55)
n = 160
x = np.random.uniform(-1, 1, size=(n, 1))
y = np.sin(4 * x) + 0.3 * np.random.randn(n, 1)
x_val = np.linspace(-1, 1, 50).reshape(-1, 1)
y_val = np.sin(4 * x_val)

net = [np.random.randn(1, 20) * 2, np.random.randn(1, 20), np.random.randn(20, 1) * 0.2, np.zeros((1, 1))]
ema = [w.copy() for w in net]
beta = 0.95


def predict(weights, inputs):
    w1, b1, w2, b2 = weights
    hidden = np.tanh(inputs @ w1 + b1)
    return hidden @ w2 + b2, hidden


step = 0
for epoch in range(40):
    idx = np.random.permutation(n)
    for batch in np.split(idx, 10):
        xb, yb = x[batch], y[batch]
        pred, hidden = predict(net, xb)
        error = 2 * (pred - yb) / len(batch)
        back = error @ net[2].T * (1 - hidden * hidden)
        gradients = [xb.T @ back, back.sum(0, keepdims=True), hidden.T @ error, error.sum(0, keepdims=True)]
        for i, gradient in enumerate(gradients):
            net[i] = net[i] - 0.05 * gradient
            ema[i] = beta * ema[i] + (1 - beta) * net[i]
        step += 1
    if epoch % 10 == 0 or epoch == 39:
        raw = np.mean((predict(net, x_val)[0] - y_val) ** 2)
        avg = np.mean((predict(ema, x_val)[0] - y_val) ** 2)
        print(f"epoch {epoch} step {step}: val mse raw {raw:.4f} averaged {avg:.4f}")
