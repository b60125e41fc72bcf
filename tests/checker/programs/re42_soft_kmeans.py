import numpy as np

gen = np.random.default_rng(64)
true_centers = np.array([[0.0, 0.0], [4.0, 1.0], [1.0, 4.0]])
points = np.concatenate([c + 0.6 * gen.standard_normal((30, 2)) for c in true_centers])
gen.shuffle(points)


def soft_assign(points, centers, weights, beta):
    d2 = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(-1)
    a = weights - beta * d2
    top = a.max(1, keepdims=True)
    e = np.exp(a - top)
    total = e.sum(1, keepdims=True)
    log_norm = np.log(np.exp(weights).sum())
    free_energy = -(np.log(total) + top).mean() + log_norm
    return e / total, free_energy


centers = points[gen.choice(len(points), 3, replace=False)].copy()
weights = np.zeros(3)
beta = 0.5
for sweep in range(150):
    resp, energy = soft_assign(points, centers, weights, beta)
    pull = centers * resp.sum(0)[:, None] - resp.T @ points
    centers -= 0.4 * (2 * beta * pull / len(points))
    share = np.exp(weights) / np.exp(weights).sum()
    weights -= 0.4 * (share - resp.mean(0))
    if sweep % 50 == 0:
        print("sweep", sweep, "free energy", energy)

order = np.argsort(centers[:, 0])
print("centers\n", centers[order].round(2))
print("shares", (np.exp(weights) / np.exp(weights).sum())[order].round(2))
