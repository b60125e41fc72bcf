import numpy as np

# iris-like data
rng = np.random.RandomState(18)
means = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.5, 2.0]])
label = np.repeat([0, 1, 2], 40)
X = means[label] + rng.randn(120, 4) * 0.3
X = (X - X.mean(0)) / X.std(0)
Y = np.zeros((120, 3))
Y[np.arange(120), label] = 1

hid = 10
W1 = rng.normal(scale=0.4, size=(4, hid))
B1 = np.zeros(hid)
W2 = rng.normal(scale=0.4, size=(hid, hid))
B2 = np.zeros(hid)
W3 = rng.normal(scale=0.4, size=(hid, 3))
B3 = np.zeros(3)

def sigmoid(v):
    return 1 / (1 + np.exp(-v))

rate = 0.5
n = X.shape[0]
for epoch in range(400):
    h1 = sigmoid(X.dot(W1) + B1)
    h2 = sigmoid(h1.dot(W2) + B2)
    o = h2.dot(W3) + B3
    o = np.exp(o - o.max(1)[:, None])
    o = o / o.sum(1)[:, None]
    err = -(Y * np.log(o)).sum() / n

    delta3 = (o - Y) / n
    delta2 = delta3.dot(W3.T) * h2 * (1 - h2)
    delta1 = delta2.dot(W2.T) * h1 * (1 - h1)

    grad_W3 = h1.T.dot(delta3)
    grad_b3 = delta3.sum(axis=0)
    grad_W2 = h1.T.dot(delta2)
    grad_b2 = delta1.sum(axis=0)
    grad_W1 = X.T.dot(delta1)
    grad_b1 = delta1.sum(axis=0)

    W3 -= rate * grad_W3
    B3 -= rate * grad_b3
    W2 -= rate * grad_W2
    B2 -= rate * grad_b2
    W1 -= rate * grad_W1
    B1 -= rate * grad_b1
    if epoch % 80 == 0:
        print("Epoch:", epoch, "Error:", err)
