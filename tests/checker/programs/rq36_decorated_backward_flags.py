import functools
import numpy as np

calls = {}


def counted(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        calls[fn.__name__] = calls.get(fn.__name__, 0) + 1
        return fn(*args, **kwargs)
    return wrapper


@counted
def forward(x, theta, keep=1.0, rng=None):
    tape = {"a0": x}
    for i in (1, 2):
        tape[f"a{i}"] = np.tanh(tape[f"a{i - 1}"] @ theta[f"w{i}"] + theta[f"c{i}"])
        if rng is not None:
            tape[f"keep{i}"] = (rng.random(tape[f"a{i}"].shape) < keep) / keep
        else:
            tape[f"keep{i}"] = 1.0
        tape[f"raw{i}"] = tape[f"a{i}"]
        tape[f"a{i}"] = tape[f"a{i}"] * tape[f"keep{i}"]
    tape["out"] = tape["a2"] @ theta["w3"] + theta["c3"]
    return tape


@counted
def backward(tape, t, theta, lam):
    d = (tape["out"] - t) / t.size
    g = {}
    for i in (3, 2, 1):
        g[f"w{i}"] = tape[f"a{i - 1}"].T @ d + lam * theta[f"w{i}"]
        g[f"c{i}"] = d.sum(axis=0)
        if i == 1:
            break
        d = d @ theta[f"w{i}"].T
        d *= tape[f"keep{i - 1}"]
        d *= 1 - tape[f"raw{i - 1}"] ** 2
    return g


def objective(tape, t, theta, lam):
    data = 0.5 * np.mean((tape["out"] - t) ** 2)
    return data + 0.5 * lam * sum(np.vdot(v, v) for k, v in theta.items() if k[0] == "w")


rng = np.random.default_rng(36)
layout = dict(w1=(2, 9), c1=9, w2=(9, 6), c2=6, w3=(6, 1), c3=1)
theta = {k: rng.normal(0, 0.5, s) if k.startswith("w") else np.zeros(s) for k, s in layout.items()}
x = rng.normal(size=(40, 2))
t = np.cos(x[:, [0]]) - x[:, [1]]
scores = []
for epoch in range(40):
    tape = forward(x, theta, keep=0.9, rng=rng)
    scores.append(objective(tape, t, theta, lam=1e-3))
    grads = backward(tape, t, theta, lam=1e-3)
    theta = {k: theta[k] - 0.2 * grads[k] for k in theta}
clean = objective(forward(x, theta), t, theta, 1e-3)
print("first %.4f last %.4f without dropout %.4f" % (scores[0], scores[-1], clean), calls)
