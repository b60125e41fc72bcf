import argparse
import numpy as np


def get_args():
    parser = argparse.ArgumentParser(description='tiny MLP on the parity problem')
    parser.add_argument('--bits', type=int, default=4)
    parser.add_argument('--hidden', type=int, default=8)
    parser.add_argument('--lr', type=float, default=0.7)
    parser.add_argument('--epochs', type=int, default=1500)
    parser.add_argument('--seed', type=int, default=1234)
    return parser.parse_args()


def main():
    args = get_args()
    np.random.seed(args.seed)
    n = 2 ** args.bits
    X = np.array([[(i >> k) & 1 for k in range(args.bits)] for i in range(n)])
    y = X.sum(axis=1, keepdims=True) % 2
    # bias handled with an extra input / hidden unit which is always 1
    X = np.concatenate([X, np.ones((n, 1), dtype=int)], axis=1)
    W_ih = np.random.randn(args.bits + 1, args.hidden)
    W_ho = np.random.randn(args.hidden + 1, 1)
    for epoch in range(args.epochs):
        hid = np.tanh(X @ W_ih)
        hid1 = np.concatenate([hid, np.ones((n, 1))], axis=1)
        out = 1 / (1 + np.exp(-(hid1 @ W_ho)))
        bce = -np.sum(np.where(y == 1, np.log(out), np.log(1 - out)))
        if epoch % 500 == 0:
            print('%5d  bce=%.4f' % (epoch, bce / n))
        delta_o = out - y
        delta_h = (delta_o @ W_ho[:-1].T) * (1 - hid ** 2)
        W_ho -= args.lr / n * (hid1.T @ delta_o)
        W_ih -= args.lr / n * (X.T @ delta_h)
    print('wrong:', int(np.sum((out > 0.5) != y)))


if __name__ == '__main__':
    main()
