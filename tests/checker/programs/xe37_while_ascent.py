import numpy as np

rng = np.random.RandomState(37)
obs = rng.randn(44, 3)
lab = (obs[:, [0]] + obs[:, [1]] ** 2 > 0.8).astype(float)

k1 = rng.randn(3, 5) * 0.4
o1 = rng.rand(1, 5) * 0.1
k2 = rng.randn(5, 1) * 0.4
o2 = np.zeros((1, 1))
rate = 0.02
rounds = 0

while rounds < 60:
    q1 = obs.dot(k1) + o1
    h1 = q1.clip(min=0)
    q2 = h1.dot(k2) + o2
    prob = 1 / (1 + np.exp(-q2))
    loss = np.mean(-lab * np.log(prob) - (1 - lab) * np.log(1 - prob))

    err = lab - prob
    gk2 = h1.T.dot(err) / len(obs)
    go2 = err.mean(axis=0, keepdims=True)
    errh = err.dot(k2.T) * (q1 > 0)
    gk1 = obs.T.dot(errh) / len(obs)
    go1 = errh.mean(axis=0, keepdims=True)

    k2 = k2 - rate * gk2
    o2 = o2 - rate * go2
    k1 = k1 - rate * gk1
    o1 = o1 - rate * go1
    rounds += 1
    if rounds % 20 == 0:
        print(rounds, loss)
