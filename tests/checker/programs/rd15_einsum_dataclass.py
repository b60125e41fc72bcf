from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Dense:
    w: Array
    b: Array
    activation: str = "identity"
    _x: Array | None = field(default=None, repr=False)
    _a: Array | None = field(default=None, repr=False)

    @classmethod
    def create(cls, rng: np.random.Generator, fan_in: int, fan_out: int, activation: str) -> "Dense":
        return cls(rng.normal(scale=fan_in ** -0.5, size=(fan_out, fan_in)), np.zeros(fan_out), activation)

    def forward(self, x: Array) -> Array:
        self._x = x
        z = np.einsum("oi,ni->no", self.w, x) + self.b
        match self.activation:
            case "sigmoid":
                self._a = 1.0 / (1.0 + np.exp(-z))
            case "tanh":
                self._a = np.tanh(z)
            case _:
                self._a = z
        return self._a

    def backward(self, grad: Array, lr: float) -> Array:
        if self.activation == "sigmoid":
            grad = grad * self._a * (1.0 - self._a)
        elif self.activation == "tanh":
            grad = grad * (1.0 - np.square(self._a))
        upstream = np.einsum("no,oi->ni", grad, self.w)
        self.w -= lr * np.einsum("no,ni->oi", grad, self._x)
        self.b -= lr * np.einsum("no->o", grad)
        return upstream


def main(epochs: int = 250, lr: float = 0.2) -> None:
    rng = np.random.default_rng(2718)
    x: Array = rng.uniform(-1, 1, size=(64, 2))
    y: Array = (x[:, :1] * x[:, 1:] + 0.3 * x[:, :1] ** 2).astype(np.float64)
    layers: list[Dense] = [
        Dense.create(rng, 2, 7, "tanh"),
        Dense.create(rng, 7, 5, "sigmoid"),
        Dense.create(rng, 5, 1, "identity"),
    ]
    for epoch in range(epochs):
        out = x
        for layer in layers:
            out = layer.forward(out)
        residual = out - y
        loss = float(np.mean(residual ** 2))
        grad = 2.0 * residual / residual.size
        for layer in reversed(layers):
            grad = layer.backward(grad, lr)
        if epoch % 50 == 0:
            print(f"{epoch=} {loss=:.6f}")


if __name__ == "__main__":
    main()
