from typing import List, Tuple

import numpy as np

Sample = Tuple[np.ndarray, float]


class OnlineMLP:
    """weights carry the bias in their last row"""

    def __init__(self, n_in: int, n_hidden: int, eta: float = 0.1) -> None:
        rs = np.random.RandomState(9)
        self.W: np.ndarray = rs.uniform(-0.5, 0.5, (n_in + 1, n_hidden))
        self.V: np.ndarray = rs.uniform(-0.5, 0.5, n_hidden + 1)
        self.eta = eta

    def predict(self, x: np.ndarray) -> Tuple[np.ndarray, np.ndarray, float]:
        xb = np.append(x, 1.0)
        hb = np.append(np.tanh(xb @ self.W), 1.0)
        return xb, hb, float(hb @ self.V)

    def learn(self, x: np.ndarray, t: float) -> float:
        xb, hb, y = self.predict(x)
        e = t - y
        back = e * self.V[:-1] * (1 - hb[:-1] ** 2)
        self.V += self.eta * e * hb
        self.W += self.eta * np.outer(xb, back)
        return e ** 2 / 2


def dataset(n: int) -> List[Sample]:
    rs = np.random.RandomState(10)
    return [(x, float(np.cos(x[0]) * x[1])) for x in rs.uniform(-2, 2, (n, 2))]


data = dataset(40)
mlp = OnlineMLP(2, 8)
for epoch in range(60):
    total = 0.0
    for x, t in data:
        total += mlp.learn(x, t)
    if epoch % 20 == 0:
        print(epoch, total / len(data))
