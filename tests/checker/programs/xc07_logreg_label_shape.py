import numpy as np

def make_data(m=80, seed=4):
    rs = np.random.RandomState(seed)
    X = rs.randn(m, 3)
    y = (X @ np.array([1.5, -2.0, 0.5]) + 0.3 * rs.randn(m) > 0).astype(float)
    return X, y

def predict(X, w, b):
    return 1.0 / (1.0 + np.exp(-(X.dot(w) + b)))

def log_loss(p, y):
    q = p[:, 0]
    return -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))

def gradient(X, y, p):
    err = p - y
    dw = np.zeros((X.shape[1], 1))
    for j in range(X.shape[1]):
        dw[j] = np.mean(err * X[:, j])
    db = np.mean(err)
    return dw, db

X, y = make_data()
w = np.zeros((3, 1))
b = np.zeros(1)
for it in range(300):
    p = predict(X, w, b)
    dw, db = gradient(X, y, p)
    w -= 0.5 * dw
    b -= 0.5 * db
    if it % 50 == 0:
        print(it, log_loss(p, y))
print("weights:", w.ravel(), b)
print("acc:", np.mean((predict(X, w, b)[:, 0] > 0.5) == y))
