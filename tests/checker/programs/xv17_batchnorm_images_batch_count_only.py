# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["batch-norm", "2d"]
# mistake = "The means run over batch, height and width, but the compact gradient counts only the images (m = N)."
# wrong_lines = [42]
# cause_lines = [41]
# right = { "41" = "m = x.shape[0] * x.shape[2] * x.shape[3]" }
# wrong_in_itself = ["dz"]
# wrong_quantities = ["dz", "dKc"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(39)
x = rng.normal(size=(3, 2, 3, 2))
goal = rng.normal(size=3)
head = rng.normal(size=3)
par = {"Kc": rng.normal(size=(3, 2)), "gamma": np.full((1, 3, 1, 1), 0.8), "beta": np.zeros((1, 3, 1, 1))}
axes = (0, 2, 3)


def forward(x):
    z = np.einsum("nchw,fc->nfhw", x, par["Kc"])
    mean = z.mean(axis=axes, keepdims=True)
    std = np.sqrt(z.var(axis=axes, keepdims=True) + 1e-5)
    zhat = (z - mean) / std
    s = par["gamma"] * zhat + par["beta"]
    y = np.maximum(s, 0)
    return y, (x, std, zhat, s)


def backward(y, tape):
    x, std, zhat, s = tape
    err = y.mean(axis=(2, 3)) @ head - goal
    dy = (err[:, None] * head)[:, :, None, None] / (y.shape[2] * y.shape[3])
    dy = np.broadcast_to(dy, y.shape)
    ds = dy * (s > 0)
    dbeta = ds.sum(axis=axes, keepdims=True)
    dgamma = np.sum(ds * zhat, axis=axes, keepdims=True)
    m = x.shape[0]
    dz = par["gamma"] / std * (ds - dbeta / m - zhat * dgamma / m)
    dKc = np.einsum("nfhw,nchw->fc", dz, x)
    return {"Kc": dKc, "gamma": dgamma, "beta": dbeta}


if __name__ == "__main__":
    for it in range(30):
        y, tape = forward(x)
        if it % 10 == 0:
            print(it, 0.5 * np.sum((y.mean(axis=(2, 3)) @ head - goal) ** 2))
        for k, g in backward(y, tape).items():
            par[k] -= 0.05 * g
