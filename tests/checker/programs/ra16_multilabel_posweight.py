import argparse
import functools
import numpy as np

# multi-label tagging, BCE with logits and pos_weight (tags are rare)


def timed(fn):
    @functools.wraps(fn)
    def inner(*a, **k):
        inner.calls += 1
        return fn(*a, **k)
    inner.calls = 0
    return inner


def softplus(z):
    return np.logaddexp(0.0, z)


@timed
def model(params, x):
    (w1, b1), (w2, b2) = params
    pre = x @ w1 + b1
    sw = 1 / (1 + np.exp(-pre))
    act = pre * sw                      # swish
    return act @ w2 + b2, (x, pre, sw, act)


def loss_fn(z, y, pos_w):
    # -[ p*y*log s(z) + (1-y) log(1-s(z)) ]
    return np.mean(pos_w * y * softplus(-z) + (1 - y) * softplus(z))


def grads_of(params, cache, z, y, pos_w):
    x, pre, sw, act = cache
    s = 1 / (1 + np.exp(-z))
    dz = (-pos_w * y * (1 - s) + (1 - y) * s) / z.size
    (_, _), (w2, _) = params
    da = dz @ w2.T
    dpre = da * (sw + pre * sw * (1 - sw))
    return [(x.T @ dpre, dpre.sum(0)), (act.T @ dz, dz.sum(0))]


def f1(pred, y):
    tp = np.logical_and(pred, y).sum(0)
    return 2 * tp / np.maximum(pred.sum(0) + y.sum(0), 1)


def main(argv=None):
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=200)
    ap.add_argument("--lr", type=float, default=1.0)
    ap.add_argument("--hidden", type=int, default=16)
    args = ap.parse_args(argv)
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 6))
    y = (x @ rng.normal(size=(6, 4)) > 2.0)
    pos_w = ((~y).sum(0) / np.maximum(y.sum(0), 1)).astype(float)
    y = y.astype(float)
    params = [(rng.normal(size=(6, args.hidden)) * .4, np.zeros(args.hidden)),
              (rng.normal(size=(args.hidden, 4)) * .3, np.zeros(4))]
    for e in range(args.epochs):
        z, cache = model(params, x)
        if e % 40 == 0:
            print(e, loss_fn(z, y, pos_w))
        g = grads_of(params, cache, z, y, pos_w)
        params = [tuple(p - args.lr * d for p, d in zip(ps, gs)) for ps, gs in zip(params, g)]
    print("F1 per tag", f1(model(params, x)[0] > 0, y > 0.5).round(2), "forward calls", model.calls)


if __name__ == "__main__":
    main([])
