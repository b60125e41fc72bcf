# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["gru", "bptt"]
# about = "GRU over four steps; new state is (1-z)*n + z*h, gradients kept in a dict and gathered by letter."
# [/backprop]

import numpy as np

rng = np.random.RandomState(17)
D, H = 2, 3
P = {name: rng.randn(H, D if name[0] == "W" else H) * 0.6
     for name in ("Wz", "Wr", "Wn", "Uz", "Ur", "Un")}
P["V"] = rng.randn(2, H)
xs = rng.randn(4, D)
target = np.array([0.5, -0.3])


def sig(v):
    return 0.5 * (1 + np.tanh(v / 2))


def run(P, xs):
    h = np.full(H, 0.1)
    tape = []
    for t, x in enumerate(xs, 1):
        az = P["Wz"] @ x + P["Uz"] @ h
        ar = P["Wr"] @ x + P["Ur"] @ h
        z, r = sig(az), sig(ar)
        an = P["Wn"] @ x + P["Un"] @ (r * h)
        n = np.tanh(an)
        tape.append((t, x, h, z, r, n))
        h = (1 - z) * n + z * h
    tape.append(h)
    return P["V"] @ h, tape


def bptt(P, tape, dy):
    G = {k: np.zeros_like(v) for k, v in P.items()}
    G["V"] += np.outer(dy, tape[-1])
    dh = dy @ P["V"]
    for t, x, h, z, r, n in tape[-2::-1]:
        dan = dh * (1 - z) * (1 - n * n)
        daz = dh * (h - n) * z * (1 - z)
        drh = dan @ P["Un"]
        dar = drh * h * r * (1 - r)
        for letter, da, prev in zip("zrn", (daz, dar, dan), (h, h, r * h)):
            G["W" + letter] += np.outer(da, x)
            G["U" + letter] += np.outer(da, prev)
        dh = dh * z + drh * r + daz @ P["Uz"] + dar @ P["Ur"]
    return G


def step(P, G, lr):
    for k in P:
        P[k] -= lr * G[k]


if __name__ == "__main__":
    for epoch in range(30):
        out, tape = run(P, xs)
        step(P, bptt(P, tape, out - target), 0.1)
        if epoch % 10 == 0:
            print(epoch, out)
