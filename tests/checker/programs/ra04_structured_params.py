"""Small binary classifier whose state lives in one structured array record."""
import numpy as np

N_IN, N_HID = 4, 6
LAYOUT = np.dtype([
    ("hid_w", "f8", (N_IN, N_HID)),
    ("hid_b", "f8", (N_HID,)),
    ("out_w", "f8", (N_HID,)),
    ("out_b", "f8"),
])


def blank():
    return np.zeros(1, dtype=LAYOUT)


def randomise(seed):
    r = np.random.default_rng(seed)
    P = blank()
    P["hid_w"][0] = r.uniform(-0.7, 0.7, (N_IN, N_HID))
    P["out_w"][0] = r.uniform(-0.7, 0.7, N_HID)
    return P


def evaluate(P, X, y):
    p = P[0]
    a = X @ p["hid_w"] + p["hid_b"]
    h = np.where(a > 0, a, 0.1 * a)
    z = h @ p["out_w"] + p["out_b"]
    # log(1+e^z) - y z, computed stably
    loss = np.mean(np.logaddexp(0, z) - y * z)
    G = blank()
    dz = (0.5 * (1 + np.tanh(0.5 * z)) - y) / len(y)
    G["out_w"][0] = dz @ h
    G["out_b"][0] = dz.sum()
    da = dz[:, None] * p["out_w"][None, :]
    da[a <= 0] *= 0.1
    G["hid_w"][0] = X.T @ da
    G["hid_b"][0] = da.sum(axis=0)
    return loss, G, z


def sgd(P, G, lr):
    for name in LAYOUT.names:
        P[name] -= lr * G[name]


if __name__ == "__main__":
    r = np.random.default_rng(0)
    X = r.normal(size=(120, N_IN))
    y = (X[:, 0] * X[:, 1] + 0.5 * X[:, 2] > 0)      # boolean labels
    P = randomise(3)
    best = (np.inf, None)
    for epoch in range(600):
        loss, G, z = evaluate(P, X, y)
        if loss < best[0]:
            best = (loss, P.copy())
        sgd(P, G, 0.5 / (1 + 0.002 * epoch))
        if not epoch % 150:
            print(epoch, round(loss, 4), "acc", np.mean((z > 0) == y))
    print("best loss", best[0])
