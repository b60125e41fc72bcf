# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["helper-derivative"]
# mistake = "The dictionary's slope of ELU forgets alpha on the negative side, and swish's slope has sigmoid * (1 - sigmoid) without the factor z."
# wrong_lines = [53]
# cause_lines = [23, 24]
# right = { "23" = "'elu': lambda z: np.where(z >= 0, 1, a_elu * np.exp(z)),", "24" = "'swish': lambda z: s(z) + z * s(z) * (1 - s(z))," }
# wrong_in_itself = ["dZ2", "dZ1"]
# wrong_quantities = ["dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]
# [/backprop]

import numpy as np

s = lambda z: 1. / (1. + np.exp(-z))
a_elu = 0.5
activation = {
    'elu': lambda z: np.where(z >= 0, z, a_elu * (np.exp(z) - 1)),
    'swish': lambda z: z * s(z),
    'sigmoid': s,
}
derivative = {
    'elu': lambda z: np.where(z >= 0, 1, np.exp(z)),
    'swish': lambda z: s(z) + s(z) * (1 - s(z)),
    'sigmoid': lambda z: s(z) * (1 - s(z)),
}

np.random.seed(33)
X = np.random.randn(2, 20)
Y = (X[0] * X[1] > 0).astype(float)[None, :]
m = 20
dims, acts = [2, 5, 4, 1], ['', 'elu', 'swish', 'sigmoid']
P = {}
for l in (1, 2, 3):
    P[f'W{l}'] = np.random.randn(dims[l], dims[l - 1])
    P[f'b{l}'] = np.zeros((dims[l], 1))

costs = []
for i in range(200):
    A, Z = {0: X}, {}
    for l in (1, 2, 3):
        Z[l] = np.dot(P[f'W{l}'], A[l - 1]) + P[f'b{l}']
        A[l] = activation[acts[l]](Z[l])
    J = -np.mean(Y * np.log(A[3]) + (1 - Y) * np.log(1 - A[3]))
    costs.append(J)

    G = {}
    dZ = A[3] - Y
    for l in (3, 2, 1):
        G[f'W{l}'] = np.dot(dZ, A[l - 1].T) / m
        G[f'b{l}'] = np.mean(dZ, axis=1, keepdims=True)
        if l > 1:
            dZ = np.dot(P[f'W{l}'].T, dZ) * derivative[acts[l - 1]](Z[l - 1])

    for k in P:
        P[k] -= 0.3 * G[k]

print(costs[0], costs[-1])
