# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["softmax-jacobian"]
# about = "French comments; per sample the full softmax Jacobian diag(s) - s s^T times -t/s, gradients summed over the samples with np.outer and divided at the end."
# [/backprop]

import numpy as np

np.random.seed(18)
# données : trois nuages de points
centres = np.array([[2., 0.], [-1., 1.5], [-1., -1.5]])
classes = np.tile([0, 1, 2], 4)
X = centres[classes] + 0.7 * np.random.randn(12, 2)
T = np.eye(3)[classes]

# paramètres du réseau
W1 = 0.8 * np.random.randn(4, 2)
b1 = np.zeros(4)
W2 = 0.8 * np.random.randn(3, 4)
b2 = np.zeros(3)
pas = 0.4


def softmax(v):
    v = np.exp(v - v.max())
    return v / v.sum()


def jacobienne_softmax(s):
    """J[i, j] = s_i * (1{i=j} - s_j)"""
    return np.diag(s) - np.outer(s, s)


for iteration in range(40):
    dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
    db1, db2 = np.zeros_like(b1), np.zeros_like(b2)
    perte = 0.0
    for n, (x, t) in enumerate(zip(X, T)):
        # propagation avant
        z1 = np.dot(W1, x) + b1
        a1 = np.maximum(0.01 * z1, z1)
        z2 = np.dot(W2, a1) + b2
        s = softmax(z2)
        perte -= np.sum(t * np.log(s)) / len(X)
        # rétropropagation
        ds = -t / s
        dz2 = jacobienne_softmax(s).dot(ds)
        dW2 += np.outer(dz2, a1)
        db2 += dz2
        da1 = dz2 @ W2
        dz1 = da1 * np.where(z1 > 0, 1, 0.01)
        dW1 += np.outer(dz1, x)
        db1 += dz1
    # moyenne puis descente
    for g in (dW1, db1, dW2, db2):
        g /= len(X)
    W1 -= pas * dW1
    b1 -= pas * db1
    W2 -= pas * dW2
    b2 -= pas * db2
    if iteration % 10 == 0:
        print("itération", iteration, "perte", round(perte, 4))
