"""Any number of layers, imperatively: a loop forward, one call backward, a loop of updates."""

import numpy as np

import tinygrad_bc as tg

LAYERS = [2, 16, 8, 4, 1]
LEARNING_RATE = 0.5

X, Y = tg.data.moons(m=300, seed=0)
rng = np.random.default_rng(0)
L = len(LAYERS) - 1
W, b = {}, {}
for i in range(1, L + 1):
    xavier = rng.standard_normal((LAYERS[i], LAYERS[i - 1])) / np.sqrt(LAYERS[i - 1])
    W[i] = tg.Tensor(xavier, requires_grad=True, name=f"W{i}")
    b[i] = tg.Tensor(np.zeros((LAYERS[i], 1)), requires_grad=True, name=f"b{i}")


def forward(X):
    """Z[L], from which the cost is computed without overflow."""
    A = X
    for i in range(1, L):
        A = np.tanh(W[i] @ A + b[i])
    return W[L] @ A + b[L]


for iteration in range(1001):
    J = tg.nn.binary_cross_entropy_with_logits(forward(X), Y)
    if iteration % 200 == 0:
        print(f"iteration {iteration:>4}  cost {J.item():.4f}")
    J.backward()
    for parameter in (*W.values(), *b.values()):
        parameter.data -= LEARNING_RATE * parameter.grad
        parameter.zero_grad()

with tg.no_grad():
    right = (forward(X).numpy() > 0) == (Y == 1)
print(f"accuracy on the training samples: {right.mean():.1%}")
