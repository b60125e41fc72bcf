# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["sign-lost", "wrong-activation-input"]
# mistake = "Backprop in atomic steps: dcounts_sum lacks its minus sign, and the tanh slope takes hpreact where h is meant."
# wrong_lines = [53, 59]
# cause_lines = []
# right = { "53" = "dcounts_sum = -(counts_sum ** -2) * dcounts_sum_inv", "59" = "dhpreact = (1.0 - h ** 2) * dh" }
# wrong_in_itself = ["dcounts_sum", "dhpreact"]
# wrong_quantities = ["dcounts_sum", "dcounts", "dlogits", "dh", "dW2", "db2", "dhpreact", "dembcat", "dW1", "db1", "dC"]
# [/backprop]

import numpy as np

words = ["ana", "bob", "anna", "nob", "banana"]
chars = sorted(set("".join(words)))
stoi = {ch: i + 1 for i, ch in enumerate(chars)}
stoi["."] = 0
block_size, n_embd, n_hidden, vocab = 2, 2, 5, len(stoi)
Xtr, Ytr = [], []
for w in words:
    context = [0] * block_size
    for ch in w + ".":
        Xtr.append(context)
        Ytr.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
Xtr, Ytr = np.array(Xtr), np.array(Ytr)
n = len(Xtr)

g = np.random.default_rng(2147483647)
C = g.normal(size=(vocab, n_embd))
W1 = g.normal(size=(n_embd * block_size, n_hidden)) * 0.8
b1 = g.normal(size=n_hidden) * 0.1
W2 = g.normal(size=(n_hidden, vocab)) * 0.5
b2 = g.normal(size=vocab) * 0.1

for step in range(100):
    emb = C[Xtr]
    embcat = emb.reshape(n, -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    counts = np.exp(logits - logits.max(1, keepdims=True))
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    loss = -np.log(probs)[range(n), Ytr].mean()

    dprobs = np.zeros_like(probs)
    dprobs[range(n), Ytr] = -1.0 / n / probs[range(n), Ytr]
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum
    dlogits = counts * dcounts
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - hpreact ** 2) * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xtr.shape[0]):
        for j in range(Xtr.shape[1]):
            dC[Xtr[k, j]] += demb[k, j]

    for p, d in zip([C, W1, b1, W2, b2], [dC, dW1, db1, dW2, db2]):
        p -= 0.05 * np.clip(d, -1, 1)
    if step % 25 == 0:
        print(f"{step:4d} loss {loss:.4f}")
