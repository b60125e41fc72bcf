"""A network of two layers, its backward pass by hand, and the question whether it is right."""

import numpy as np

import tinygrad_bc as tg

X, Y = tg.data.flower(m=400, seed=0)
m = X.shape[1]
rng = np.random.default_rng(0)

# The forward pass, written once, with names as on paper. It would run on plain arrays unchanged.
W1 = tg.Tensor(rng.standard_normal((4, 2)), requires_grad=True, name="W1")
b1 = tg.Tensor(np.zeros((4, 1)), requires_grad=True, name="b1")
W2 = tg.Tensor(rng.standard_normal((1, 4)), requires_grad=True, name="W2")
b2 = tg.Tensor(np.zeros((1, 1)), requires_grad=True, name="b2")

Z1 = (W1 @ X + b1).named("Z1")
A1 = np.tanh(Z1).named("A1")
Z2 = (W2 @ A1 + b2).named("Z2")
A2 = tg.sigmoid(Z2).named("A2")
J = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean().named("J")


def by_hand(W2, A1, A2):
    """The course's equations, in plain NumPy."""
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m
    return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}


values = [t.detach().numpy() for t in (W2, A1, A2)]
print("The equations of the course against autograd:\n")
print(tg.compare(by_hand(*values), J))

# A usual slip: tanh' taken of Z1 instead of A1. What was computed from it is wrong as well.
wrong = by_hand(*values)
wrong["dZ1"] = (values[0].T @ wrong["dZ2"]) * (1 - Z1.detach().numpy() ** 2)
wrong["dW1"] = wrong["dZ1"] @ X.T / m
wrong["db1"] = wrong["dZ1"].sum(axis=1, keepdims=True) / m
print("\nWith 1 - Z1**2 where 1 - A1**2 belongs:\n")
print(tg.compare(wrong, J, convention="course"))
