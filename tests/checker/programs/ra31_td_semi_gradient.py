"""Random walk (Sutton & Barto ex. 6.2 flavour): value network trained by semi-gradient TD(0).

The bootstrap target is treated as a constant, as usual.
"""
import numpy as np

N_STATES, GAMMA = 7, 0.95
rng = np.random.default_rng(1)


def phi(s):
    """two bumps of coarse coding + position"""
    c = np.linspace(0, N_STATES - 1, 4)
    return np.append(np.exp(-0.5 * (s - c) ** 2), s / N_STATES)


def walk():
    s = N_STATES // 2
    while True:
        s2 = s + rng.choice((-1, 1))
        done = s2 < 0 or s2 >= N_STATES
        yield s, (1.0 if s2 >= N_STATES else 0.0), (None if done else s2)
        if done:
            return
        s = s2


class Value:
    def __init__(self, h=8):
        self.W = rng.normal(0, .5, (h, 5))
        self.b = np.zeros(h)
        self.v = rng.normal(0, .1, h)

    def __call__(self, s):
        if s is None:
            return 0.0
        self.f = phi(s)
        self.h = np.tanh(self.W @ self.f + self.b)
        return self.v @ self.h

    def gradient(self):
        """d value / d parameters for the state evaluated last"""
        dh = self.v * (1 - self.h ** 2)
        return np.outer(dh, self.f), dh, self.h.copy()

    def half_sq_error(self, s, target):
        return 0.5 * (target - self(s)) ** 2


def learn(V, episodes=300, alpha=0.05):
    msv = []
    for _ in range(episodes):
        err = 0.0
        for s, r, s2 in walk():
            target = r + GAMMA * V(s2)
            delta = target - V(s)
            gW, gb, gv = V.gradient()
            V.W += alpha * delta * gW
            V.b += alpha * delta * gb
            V.v += alpha * delta * gv
            err += 0.5 * delta ** 2
        msv.append(err)
    return msv


if __name__ == "__main__":
    V = Value()
    trace = learn(V)
    print("td error, first/last 50 episodes:", np.mean(trace[:50]).round(4), np.mean(trace[-50:]).round(4))
    print("values", [round(float(V(s)), 3) for s in range(N_STATES)])
