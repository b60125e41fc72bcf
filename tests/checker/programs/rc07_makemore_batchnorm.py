import numpy as np

rng = np.random.RandomState(42)
n, fan_in, n_hidden, n_out = 32, 6, 10, 5
Xb = rng.randn(n, fan_in)
Yb = np.argmax(Xb @ rng.randn(fan_in, n_out), axis=1)

W1 = rng.randn(fan_in, n_hidden) * (5 / 3) / fan_in ** 0.5
W2 = rng.randn(n_hidden, n_out) * 0.1
b2 = rng.randn(n_out) * 0.1
bngain = rng.randn(n_hidden) * 0.1 + 1.0
bnbias = rng.randn(n_hidden) * 0.1
parameters = [W1, W2, b2, bngain, bnbias]

for step in range(300):
    hprebn = Xb @ W1
    bnmeani = hprebn.mean(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bnvar = 1 / (n - 1) * (bndiff ** 2).sum(0, keepdims=True)
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logits = logits - logits.max(1, keepdims=True)
    probs = np.exp(logits)
    probs = probs / probs.sum(1, keepdims=True)
    loss = -np.log(probs[np.arange(n), Yb]).mean()

    dlogits = probs.copy()
    dlogits[np.arange(n), Yb] -= 1
    dlogits /= n
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0)
    dbnbias = dhpreact.sum(0)
    dhprebn = bngain * bnvar_inv / n * (n * dhpreact - dhpreact.sum(0) - n / (n - 1) * bnraw * (dhpreact * bnraw).sum(0))
    dW1 = Xb.T @ dhprebn
    grads = [dW1, dW2, db2, dbngain, dbnbias]

    lr = 0.5 if step < 200 else 0.05
    for p, g in zip(parameters, grads):
        p += -lr * g
    if step % 50 == 0:
        print(f"{step:4d} {loss:.4f}")
