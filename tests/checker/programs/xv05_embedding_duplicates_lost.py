# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["embedding", "np.add.at"]
# mistake = "dE[tokens] += ... counts every word only once although words repeat (np.add.at needed)."
# wrong_lines = [39]
# cause_lines = []
# right = { "39" = "np.add.at(dE, tokens, dpooled[:, None, :] / length)" }
# wrong_in_itself = ["dE"]
# wrong_quantities = ["dE", "step_E"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(11)
tokens = np.array([[1, 4, 4], [0, 1, 2], [3, 3, 0], [5, 2, 4]])
labels = np.array([0, 1, 1, 0])
E = rng.randn(6, 3)
W = rng.randn(3, 2)
b = np.zeros(2)


def forward(tokens):
    pooled = E[tokens].mean(axis=1)
    scores = pooled @ W + b
    ex = np.exp(scores - scores.max(axis=1, keepdims=True))
    return pooled, ex / ex.sum(axis=1, keepdims=True)


def backward(tokens, pooled, probs):
    n, length = tokens.shape
    dscores = probs.copy()
    dscores[np.arange(n), labels] -= 1
    dscores /= n
    dW = pooled.T @ dscores
    db = dscores.sum(axis=0)
    dpooled = dscores @ W.T
    dE = np.zeros_like(E)
    dE[tokens] += dpooled[:, None, :] / length
    return dE, dW, db


if __name__ == "__main__":
    for epoch in range(60):
        pooled, probs = forward(tokens)
        dE, dW, db = backward(tokens, pooled, probs)
        E -= 0.5 * dE
        W -= 0.5 * dW
        b -= 0.5 * db
        if epoch % 20 == 0:
            print(epoch, -np.log(probs[np.arange(4), labels]).mean())
