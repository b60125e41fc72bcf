import copy
import numpy as np


def split(X, y, frac, rng):
    order = rng.permutation(len(X))
    cut = int(frac * len(X))
    return X[order[:cut]], y[order[:cut]], X[order[cut:]], y[order[cut:]]


def standardize(train, *others):
    mean, std = train.mean(axis=0), train.std(axis=0) + 1e-8
    return [(a - mean) / std for a in (train, *others)]


class EarlyStopping:
    def __init__(self, patience=10):
        self.patience, self.best, self.wait, self.weights = patience, float("inf"), 0, None

    def __call__(self, val_loss, weights):
        if val_loss < self.best:
            self.best, self.wait, self.weights = val_loss, 0, copy.deepcopy(weights)
            return False
        self.wait += 1
        return self.wait >= self.patience


def forward(weights, X):
    h = X @ weights["W1"] + weights["b1"]
    h_act = h * (h > 0)
    return h_act, (h_act @ weights["W2"] + weights["b2"])[:, 0]


def mae_rmse(pred, y):
    return np.abs(pred - y).mean(), np.sqrt(np.square(pred - y).mean())


rng = np.random.default_rng(2024)
area = rng.uniform(30, 200, 180)
rooms = np.round(area / 30 + rng.normal(0, 0.7, 180))
year = rng.integers(1950, 2020, 180)
price = (2.5 * area + 12 * rooms + 0.8 * (year - 1950) + rng.normal(0, 20, 180)) / 100
X_train, y_train, X_val, y_val = split(np.column_stack((area, rooms, year)), price, 0.75, rng)
X_train, X_val = standardize(X_train, X_val)

weights = {"W1": rng.normal(0, 0.5, (3, 10)), "b1": np.zeros(10),
           "W2": rng.normal(0, 0.5, (10, 1)), "b2": np.array([y_train.mean()])}
stopper = EarlyStopping(patience=5)
for epoch in range(500):
    h_act, pred = forward(weights, X_train)
    diff = (pred - y_train)[:, None] / len(y_train)
    dh = diff @ weights["W2"].T * (h_act > 0)
    deltas = {"W2": h_act.T @ diff, "b2": diff.sum(0), "W1": X_train.T @ dh, "b1": dh.sum(0)}
    for key, delta in deltas.items():
        weights[key] -= 0.4 * delta
    val_mae, val_rmse = mae_rmse(forward(weights, X_val)[1], y_val)
    if stopper(val_rmse, weights):
        break
weights = stopper.weights
print("stopped after", epoch, "best validation RMSE", stopper.best, "MAE", mae_rmse(forward(weights, X_val)[1], y_val)[0])
