# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["converted-code"]
# about = "Converted from R: cbind(1, x) for the bias, derivative of sse = 0.5*sum; gradient of W1 takes W2 without its first (bias) row."
# [/backprop]

# translated from my R script (nnet by hand), cbind(1, x) etc.
import numpy as np


def cbind(a, b):
    return np.column_stack((np.repeat(a, b.shape[0]), b))


np.random.seed(2020)
n = 20
x = np.random.uniform(-1, 1, size=(n, 2))
y = (x[:, [0]] * x[:, [1]] > 0) * 1.0
nhidden = 4
W1 = np.random.normal(size=(3, nhidden))
W2 = np.random.normal(size=(nhidden + 1, 1))
eta = 0.1

for it in range(1, 301):
    X1 = cbind(1, x)
    net1 = X1 @ W1
    H = 1 / (1 + np.exp(-net1))
    X2 = cbind(1, H)
    net2 = X2 @ W2
    yhat = 1 / (1 + np.exp(-net2))
    sse = 0
    for i in range(n):
        sse = sse + 0.5 * (y[i, 0] - yhat[i, 0]) ** 2

    d2 = -(y - yhat) * yhat * (1 - yhat)
    dW2 = np.zeros(W2.shape)
    for j in range(W2.shape[0]):
        dW2[j, 0] = np.sum(d2[:, 0] * X2[:, j])
    d1 = np.zeros((n, nhidden))
    for j in range(nhidden):
        d1[:, j] = d2[:, 0] * W2[j + 1, 0] * H[:, j] * (1 - H[:, j])
    dW1 = np.zeros(W1.shape)
    for k in range(W1.shape[0]):
        for j in range(nhidden):
            dW1[k, j] = np.sum(d1[:, j] * X1[:, k])
    W1 = W1 - eta * dW1
    W2 = W2 - eta * dW2
    if it % 100 == 0:
        print("iter", it, "SSE", sse)
