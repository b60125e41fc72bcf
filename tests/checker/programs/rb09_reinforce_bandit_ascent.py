# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["policy-gradient", "ascent-sign"]
# about = "REINFORCE on a contextual bandit: one-hot action minus probabilities, times the advantage, added to the weights (ascent)."
# [/backprop]

# contextual bandit with policy gradient (REINFORCE + baseline)
import numpy as np

rng = np.random.default_rng(77)
N, n_ctx, n_act, n_hid = 32, 3, 3, 6
W1 = rng.normal(0, .6, (n_ctx, n_hid))
W2 = rng.normal(0, .6, (n_hid, n_act))
alpha = 0.3
baseline = 0.0

for episode in range(80):
    s = np.eye(n_ctx)[rng.integers(n_ctx, size=N)] + 0.1 * rng.normal(size=(N, n_ctx))
    z = s @ W1
    h = z * (z > 0)
    logits = h @ W2
    pi = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    act = np.random.RandomState(episode).randint(n_act, size=N)
    reward = (act == s.argmax(1)).astype(float)
    adv = reward - baseline

    # grad log pi(a|s) = onehot(a) - pi, ascend on the expected return
    dlogp = np.eye(n_act)[act] - pi
    dlogp *= adv[:, None] / N
    dW2 = h.T @ dlogp
    dh = dlogp @ W2.T
    dh[h == 0] = 0
    dW1 = s.T @ dh
    W1 += alpha * dW1
    W2 += alpha * dW2
    baseline += 0.1 * (reward.mean() - baseline)
    if episode % 20 == 0:
        print(episode, 'prob of the best arm', pi[np.arange(N), s.argmax(1)].mean())
