#!/usr/bin/env python3
"""Digit-like 5x3 glyph classifier, float32, random restarts, keeps the best run."""
import argparse
import sys
import numpy as np

GLYPHS = """
111 010 111 111 101
101 110 001 001 101
101 010 111 011 111
101 010 100 001 001
111 111 111 111 001
"""
F = np.float32


def load(n_noisy, rng):
    rows = [r.split() for r in GLYPHS.strip().splitlines()]
    clean = np.array([[int(ch) for row in rows for ch in row[k]] for k in range(5)], dtype=F)
    X = np.repeat(clean, n_noisy, axis=0)
    y = np.repeat(np.arange(5), n_noisy)
    noise = rng.random(X.shape) < 0.06
    X = np.where(noise, 1 - X, X).astype(F)
    return X, y.astype(np.uint8)


def init(rng, h):
    return [(rng.standard_normal((15, h)) * 0.25).astype(F), np.zeros(h, F),
            (rng.standard_normal((h, 5)) * 0.25).astype(F), np.zeros(5, F)]


def loss_grad(net, X, y):
    W1, b1, W2, b2 = net
    a = X @ W1 + b1
    h = np.clip(a, 0, 6)                              # relu6
    z = h @ W2 + b2
    z = z - z.max(axis=1, keepdims=True)
    ez = np.exp(z)
    p = ez / ez.sum(axis=1, keepdims=True)
    onehot = np.equal.outer(y, np.arange(5)).astype(F)
    loss = -np.sum(onehot * np.log(p + F(1e-30))) / F(len(y))
    d = (p - onehot) / F(len(y))
    da = (d @ W2.T) * ((a > 0) & (a < 6))
    return loss, [X.T @ da, da.sum(0), h.T @ d, d.sum(0)], p


def train_once(seed, X, y, opt):
    rng = np.random.default_rng(seed)
    net = init(rng, opt.hidden)
    lr = F(opt.lr)
    for e in range(opt.epochs):
        if e and e % 50 == 0:
            lr *= F(0.7)
        loss, grads, p = loss_grad(net, X, y)
        for w, g in zip(net, grads):
            w -= lr * g
    return float(loss), net, p


def confusion(y, yhat, k=5):
    out = np.zeros((k, k), int)
    np.add.at(out, (y, yhat), 1)
    return out


def main(argv):
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--hidden", type=int, default=12)
    ap.add_argument("--lr", type=float, default=0.5)
    ap.add_argument("--epochs", type=int, default=200)
    ap.add_argument("--restarts", type=int, default=3)
    opt = ap.parse_args(argv)
    X, y = load(20, np.random.default_rng(0))
    runs = [train_once(s, X, y, opt) for s in range(opt.restarts)]
    for s, (l, _, p) in enumerate(runs):
        print(f"restart {s}: loss {l:.5f}  acc {np.mean(p.argmax(1) == y):.3f}")
    best = min(runs, key=lambda r: r[0])
    print(confusion(y, best[2].argmax(1)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
