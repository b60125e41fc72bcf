import numpy as np

# Fit sin(x)+noise with a 1-12-1 net, all weights in a single vector theta.
# Barzilai-Borwein step length, Armijo backtracking.
rng = np.random.default_rng(8)
x = np.linspace(-3, 3, 60)[:, None]
t = np.sin(x) + 0.1 * rng.standard_normal(x.shape)

H = 12
cuts = np.cumsum([H, H, H])          # w | b | v | c


def fg(theta):
    w, b, v, c = np.split(theta, cuts)
    h = np.tanh(x * w + b)
    r = h @ v + c - t[:, 0]
    f = 0.5 * r @ r / r.size
    r = r / r.size
    back = np.multiply.outer(r, v) * (1 - h * h)
    g = np.r_[(back * x).sum(0), back.sum(0), h.T @ r, r.sum()]
    return f, g


theta = np.concatenate([rng.normal(size=H), rng.normal(size=H), 0.3 * rng.normal(size=H), [0.]])
f, g = fg(theta)
step = 0.1
trace = [f]
while len(trace) < 200 and np.linalg.norm(g) > 1e-6:
    a = step
    while (new := fg(theta - a * g))[0] > f - 1e-4 * a * (g @ g):
        a *= 0.5
        if a < 1e-14:
            break
    s = -a * g
    yv = new[1] - g
    theta = theta + s
    f, g = new
    sy = s @ yv
    step = (s @ s) / sy if sy > 0 else 1.0
    trace.append(f)

print("iterations", len(trace), "initial", trace[0], "final", trace[-1])
print("rmse %.4f" % np.sqrt(2 * trace[-1]))
