import numpy as np

# one trunk, two tasks: kind of signal (3 classes) and its frequency
rng = np.random.default_rng(404)
N, T = 120, 10
kind = rng.integers(3, size=N)
freq = rng.uniform(0.5, 2.0, N)
phase = np.linspace(0, 2 * np.pi, T) * freq[:, None]
wave = np.choose(kind[:, None], [np.sin(phase), np.sign(np.sin(phase)), np.cos(phase)])
wave = wave + 0.1 * rng.normal(size=wave.shape)

H = 12
trunk_w, trunk_b = rng.normal(0, T ** -0.5, (T, H)), np.zeros(H)
cls_w, cls_b = rng.normal(0, H ** -0.5, (H, 3)), np.zeros(3)
reg_w, reg_b = rng.normal(0, H ** -0.5, H), 0.0
weight_of_regression = 0.5


def trunk(x):
    return np.arctan(x @ trunk_w + trunk_b), 1 / (1 + (x @ trunk_w + trunk_b) ** 2)


for it in range(200):
    feat, dfeat_dz = trunk(wave)
    logits = feat @ cls_w + cls_b
    logits = logits - logits.max(1)[:, None]
    prob = np.exp(logits) / np.exp(logits).sum(1)[:, None]
    f_hat = feat @ reg_w + reg_b
    loss_cls = -np.log(prob[range(N), kind]).mean()
    loss_reg = np.mean((f_hat - freq) ** 2)
    loss = loss_cls + weight_of_regression * loss_reg

    g_logits = prob.copy()
    g_logits[range(N), kind] -= 1
    g_logits /= N
    g_f = weight_of_regression * 2 * (f_hat - freq) / N
    g_feat = g_logits @ cls_w.T + g_f[:, None] * reg_w[None, :]
    g_z = g_feat * dfeat_dz

    cls_w -= 0.3 * feat.T @ g_logits
    cls_b -= 0.3 * g_logits.sum(0)
    reg_w -= 0.3 * g_f @ feat
    reg_b -= 0.3 * g_f.sum()
    trunk_w -= 0.3 * wave.T @ g_z
    trunk_b -= 0.3 * g_z.sum(0)
    if it % 50 == 0:
        print(f"{it:4d} total {loss:.3f} classes {loss_cls:.3f} frequency {loss_reg:.3f}")
