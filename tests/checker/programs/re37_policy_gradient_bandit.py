import numpy as np


class Policy:
    """Softmax policy over arms that depends on a context vector."""

    def __init__(self, n_ctx, n_arms):
        self.theta = np.zeros((n_arms, n_ctx))
        self.bias = np.zeros(n_arms)
        self.baseline = 0.0

    def probs(self, ctx):
        pref = ctx @ self.theta.T + self.bias
        e = np.exp(pref - pref.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def act(self, ctx, rng):
        u = rng.random((len(ctx), 1))
        return (self.probs(ctx).cumsum(axis=1) < u).sum(axis=1)

    def surrogate(self, ctx, arms, adv):
        return -np.mean(adv * np.log(self.probs(ctx)[np.arange(len(arms)), arms]))

    def reinforce(self, ctx, arms, rewards, lr):
        adv = rewards - self.baseline
        dlog = -self.probs(ctx)
        dlog[np.arange(len(arms)), arms] += 1
        weighted = adv[:, None] * dlog
        self.theta += lr * weighted.T @ ctx / len(arms)
        self.bias += lr * weighted.mean(axis=0)
        self.baseline += 0.1 * (rewards.mean() - self.baseline)


rng = np.random.default_rng(5)
true = rng.normal(size=(4, 3))
policy = Policy(3, 4)
for episode in range(150):
    ctx = rng.normal(size=(32, 3))
    arms = policy.act(ctx, rng)
    rewards = np.sum(true[arms] * ctx, axis=1) + 0.1 * rng.normal(size=32)
    policy.reinforce(ctx, arms, rewards, lr=0.2)
    if episode % 30 == 0:
        print("episode", episode, "mean reward", rewards.mean().round(3))

ctx = rng.normal(size=(200, 3))
best = (ctx @ true.T).argmax(1)
print("greedy arm is the best one in", np.mean(policy.probs(ctx).argmax(1) == best))
