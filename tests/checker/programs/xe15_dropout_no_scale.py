import numpy as np

np.random.seed(23)


def relu(v):
    return np.maximum(0, v)


def forward_with_dropout(X, par, keep_prob):
    A1 = relu(par['W1'] @ X + par['b1'])
    D1 = np.random.rand(*A1.shape) < keep_prob
    A1 = A1 * D1 / keep_prob
    A2 = relu(par['W2'] @ A1 + par['b2'])
    Z3 = par['W3'] @ A2 + par['b3']
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (A1, D1, A2)


def backward_with_dropout(X, Y, A3, cache, par, keep_prob):
    A1, D1, A2 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dW3 = np.dot(dZ3, A2.T) / m
    db3 = np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(par['W3'].T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(par['W2'].T, dZ2)
    dA1 = dA1 * D1
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'W3': dW3, 'b3': db3}


X = np.random.randn(2, 60)
Y = (np.abs(X[0:1]) > np.abs(X[1:2])).astype(int)
par = {'W1': np.random.randn(8, 2), 'b1': np.random.rand(8, 1) * 0.2,
       'W2': np.random.randn(4, 8) * 0.5, 'b2': np.random.rand(4, 1) * 0.2,
       'W3': np.random.randn(1, 4), 'b3': np.zeros((1, 1))}
for i in range(100):
    A3, cache = forward_with_dropout(X, par, 0.7)
    cost = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    grads = backward_with_dropout(X, Y, A3, cache, par, 0.7)
    for name in par:
        par[name] = par[name] - 0.1 * grads[name]
print(cost)
