import numpy as np

gen = np.random.default_rng(35)
n, k = 40, 3
feats = gen.normal(size=(n, 4))
goals = np.c_[feats[:, 0] * feats[:, 1], np.sin(feats[:, 2]), feats[:, 3] ** 2]

w_in = gen.normal(scale=0.5, size=(4, 8))
b_in = np.zeros(8)
w_out = gen.normal(scale=0.5, size=(8, k))
b_out = np.zeros(k)
l2 = 0.05

for step in range(100):
    hid = np.tanh(feats @ w_in + b_in)
    pred = hid @ w_out + b_out
    loss = np.mean((pred - goals) ** 2) + l2 * (np.sum(w_in ** 2) + np.sum(w_out ** 2))

    d_pred = 2 * (pred - goals) / n
    d_w_out = hid.T @ d_pred + 2 * l2 * w_out
    d_b_out = d_pred.sum(axis=0)
    d_hid = (d_pred @ w_out.T) * (1 - hid ** 2)
    d_w_in = feats.T @ d_hid + 2 * l2 * w_in
    d_b_in = d_hid.sum(axis=0)

    for p, d in [(w_in, d_w_in), (b_in, d_b_in), (w_out, d_w_out), (b_out, d_b_out)]:
        p -= 0.1 * d
    if step % 20 == 0:
        print("step", step, "loss", loss)
