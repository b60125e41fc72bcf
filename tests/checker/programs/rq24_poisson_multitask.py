import numpy as np

rng = np.random.RandomState(77)
X = rng.randn(40, 3)
counts = rng.poisson(np.exp(0.5 * X[:, 0]))
flag = (X[:, 1] + X[:, 2] > 0).astype(float)
shared = {"W": rng.randn(3, 6) * 0.5, "b": np.zeros(6)}
heads = {"count": {"w": rng.randn(6) * 0.3, "b": 0.0}, "flag": {"w": rng.randn(6) * 0.3, "b": 0.0}}
weight = {"count": 1.0, "flag": 0.5}
lr = 0.2
for step in range(40):
    H = np.tanh(X @ shared["W"] + shared["b"])
    out = {k: H @ hd["w"] + hd["b"] for k, hd in heads.items()}
    rate = np.exp(out["count"])
    prob = 1 / (1 + np.exp(-out["flag"]))
    loss_count = np.mean(rate - counts * out["count"])
    loss_flag = -np.mean(np.log(np.where(flag == 1, prob, 1 - prob)))
    total = weight["count"] * loss_count + weight["flag"] * loss_flag
    d_out = {"count": weight["count"] * (rate - counts) / len(X),
             "flag": weight["flag"] * (prob - flag) / len(X)}
    dH = sum(np.outer(d_out[k], heads[k]["w"]) for k in heads)
    for k in heads:
        heads[k]["w"] = heads[k]["w"] - lr * H.T @ d_out[k]
        heads[k]["b"] -= lr * d_out[k].sum()
    dZ = dH * (1 - H ** 2)
    shared["W"] -= lr * X.T @ dZ
    shared["b"] -= lr * dZ.sum(axis=0)
    if step % 10 == 0:
        print(step, round(total, 4), round(loss_count, 4), round(loss_flag, 4))
