"""tiny character RNN, vanilla, BPTT, Adagrad"""
import numpy as np

np.random.seed(1337)
data = ''.join(np.random.choice(['ab', 'abc', 'cab', 'd '], size=40))
chars = sorted(set(data))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
vocab, hidden_size, seq_length = len(chars), 8, 6
learning_rate = 1e-1

Wxh = np.random.randn(hidden_size, vocab) * 0.3
Whh = np.random.randn(hidden_size, hidden_size) * 0.3
Why = np.random.randn(vocab, hidden_size) * 0.3
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {-1: np.copy(hprev)}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += dhraw @ xs[t].T
        dWhh += dhraw @ hs[t - 1].T
        dhnext = Whh.T @ dhraw
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss, (dWxh, dWhh, dWhy, dbh, dby), hs[len(inputs) - 1]


p = 0
hprev = np.zeros((hidden_size, 1))
mem = [np.zeros_like(q) for q in (Wxh, Whh, Why, bh, by)]
smooth_loss = -np.log(1.0 / vocab) * seq_length
for n in range(200):
    if p + seq_length + 1 >= len(data):
        hprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p:p + seq_length]]
    targets = [char_to_ix[ch] for ch in data[p + 1:p + seq_length + 1]]
    loss, grads, hprev = lossFun(inputs, targets, hprev)
    smooth_loss = smooth_loss * 0.99 + loss * 0.01
    for param, dparam, m in zip([Wxh, Whh, Why, bh, by], grads, mem):
        m += dparam * dparam
        param += -learning_rate * dparam / np.sqrt(m + 1e-8)
    if n % 50 == 0:
        print('iter %d, loss: %f' % (n, smooth_loss))
    p += seq_length
