import numpy as np
np.random.seed(33)

# toy data: is the point inside the ring?
points = np.random.uniform(-1.5, 1.5, (70, 2))
dist = np.sqrt((points ** 2).sum(axis=1))
target = ((dist > 0.6) & (dist < 1.3)).astype(float)[:, None]
N = points.shape[0]
rate = 0.2

w_in = np.random.normal(size=(2, 6))
bias_in = np.zeros((1, 6))
w_mid = np.random.normal(size=(6, 6)) * 0.5
bias_mid = np.zeros((1, 6))
w_out = np.random.normal(size=(6, 1)) * 0.5
bias_out = np.zeros((1, 1))

for step in range(300):
    first = np.tanh(points.dot(w_in) + bias_in)
    mid = np.tanh(first.dot(w_mid) + bias_mid)
    out = 1 / (1 + np.exp(-(mid.dot(w_out) + bias_out)))
    loss = np.mean(-target * np.log(out) - (1 - target) * np.log(1 - out))

    # go backwards
    delta_out = (out - target) / N
    grad_w_out = mid.T.dot(delta_out)
    grad_bias_out = delta_out.sum(axis=0, keepdims=True)

    error_mid = delta_out.dot(w_out.T)
    delta_mid = error_mid * mid * (1 - mid)
    grad_w_mid = first.T.dot(delta_mid)
    grad_bias_mid = delta_mid[0:1]

    error_first = error_mid.dot(w_mid.T)
    delta_first = error_first * (1 - first ** 2)
    grad_w_in = points.T.dot(delta_first)
    grad_bias_in = delta_first.sum(axis=0, keepdims=True)

    for p, g in [(w_in, grad_w_in), (bias_in, grad_bias_in), (w_mid, grad_w_mid),
                 (bias_mid, grad_bias_mid), (w_out, grad_w_out), (bias_out, grad_bias_out)]:
        p -= rate * g

    if step % 60 == 0:
        print("step", step, "loss", loss)
