# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["q-learning", "target-network", "huber"]
# about = "Q-learning with a target network: no gradient goes through the target, only the taken action gets the clipped error (put_along_axis)."
# [/backprop]

import numpy as np

rng = np.random.default_rng(27)
s, s_next = rng.normal(size=(2, 7, 3))
action = rng.integers(0, 4, size=(7, 1))
reward = rng.normal(size=7) * 2
done = np.array([0, 0, 1, 0, 0, 1, 0], dtype=bool)


class Agent:
    gamma = 0.9

    def __init__(self):
        self.W1 = rng.normal(size=(3, 5)) * 0.5
        self.b1 = np.zeros(5)
        self.W2 = rng.normal(size=(5, 4)) * 0.5
        self.sync()

    def sync(self):
        """Copy the weights; the goals stay fixed until the next call."""
        W1, b1, W2 = (p.copy() for p in (self.W1, self.b1, self.W2))
        best = (np.maximum(s_next @ W1 + b1, 0) @ W2).max(axis=1)
        self.goal = reward + self.gamma * np.where(done, 0.0, best)

    def forward(self, s):
        self.z = s @ self.W1 + self.b1
        self.h = np.maximum(self.z, 0)
        q = self.h @ self.W2
        return q

    def td(self, q):
        return np.take_along_axis(q, action, axis=1)[:, 0] - self.goal

    def loss(self, q):
        e = np.abs(self.td(q))
        c = np.minimum(e, 1.0)
        return np.mean(c * (e - 0.5 * c))

    def backward(self, q):
        dq = np.zeros_like(q)
        np.put_along_axis(dq, action, self.td(q).clip(-1, 1)[:, None], axis=1)
        dq /= len(q)
        dW2 = self.h.T @ dq
        dh = dq @ self.W2.T
        dh[self.h == 0] = 0
        self.grads = [s.T @ dh, dh.sum(axis=0), dW2]

    def step(self, lr):
        for p, g in zip((self.W1, self.b1, self.W2), self.grads):
            p -= lr * g


agent = Agent()
if __name__ == "__main__":
    for it in range(60):
        q = agent.forward(s)
        if it % 20 == 0:
            agent.sync()
            print(it, agent.loss(q))
        agent.backward(q)
        agent.step(0.1)
