"""One recorded network, read in every way: equations, a program, a picture, a page."""

from pathlib import Path

import numpy as np

import tinygrad_bc as tg
from tinygrad_bc.reading import render

folder = Path("output")
folder.mkdir(exist_ok=True)
X, Y = tg.data.flower(m=8, seed=0)
rng = np.random.default_rng(0)

# Two layers, written line by line. The names are those of these variables.
W1 = tg.Tensor(rng.standard_normal((3, 2)), requires_grad=True)
b1 = tg.Tensor(np.zeros((3, 1)), requires_grad=True)
W2 = tg.Tensor(rng.standard_normal((1, 3)), requires_grad=True)
b2 = tg.Tensor(np.zeros((1, 1)), requires_grad=True)

Z1 = W1 @ X + b1
A1 = np.tanh(Z1)
Z2 = W2 @ A1 + b2
A2 = tg.sigmoid(Z2)
J = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean()

print(tg.explain(J, convention="course"))
print(tg.explain(J, convention="course").latex(), "\n")

try:
    render(tg.draw(J, show="both"), folder / "two_layers.svg")
    tg.step_through(J, convention="course").save(folder / "two_layers.html")
    print(f"The picture and the page: {folder}/two_layers.svg, two_layers.html\n")
except RuntimeError as error:  # nothing to draw with
    print(error, "\n")

# L layers: the classifier names its own values, and its layers become the textbook's loop.
model = tg.nn.BinaryClassifier([2, 4, 4, 1], hidden="relu", seed=0)
cost = model.cost(X, Y)
print(tg.to_numpy(cost, rolled=True))
print(tg.explain(cost, convention="course").why())
