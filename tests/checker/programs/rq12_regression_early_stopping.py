import copy
import numpy as np

np.random.seed(33)
x = np.linspace(-3, 3, 60).reshape(-1, 1)
y = np.sin(x) + 0.1 * np.random.randn(60, 1)
idx = np.random.permutation(60)
xt, yt, xv, yv = x[idx[:45]], y[idx[:45]], x[idx[45:]], y[idx[45:]]
net = {"layers": [{"W": np.random.randn(1, 12), "b": np.zeros(12)},
                  {"W": np.random.randn(12, 1) * 0.3, "b": np.zeros(1)}]}


def predict(net, x):
    first, last = net["layers"]
    hidden = np.tanh(x @ first["W"] + first["b"])
    return hidden, hidden @ last["W"] + last["b"]


best, best_net, patience, wait = np.inf, None, 5, 0
cache_W, cache_b = [0, 0], [0, 0]
log = []
for epoch in range(100):
    hidden, out = predict(net, xt)
    train_loss = np.square(out - yt).mean() / 2
    d = (out - yt) / len(xt)
    grads = [None, (hidden.T @ d, d.sum(0))]
    d = d @ net["layers"][1]["W"].T * (1 - hidden ** 2)
    grads[0] = (xt.T @ d, d.sum(0))
    for i, (layer, (gW, gb)) in enumerate(zip(net["layers"], grads)):
        cache_W[i] = 0.9 * cache_W[i] + 0.1 * gW ** 2
        cache_b[i] = 0.9 * cache_b[i] + 0.1 * gb ** 2
        layer["W"] -= 0.01 * gW / (np.sqrt(cache_W[i]) + 1e-7)
        layer["b"] -= 0.01 * gb / (np.sqrt(cache_b[i]) + 1e-7)
    val_loss = np.square(predict(net, xv)[1] - yv).mean() / 2
    log.append((train_loss, val_loss))
    if val_loss < best:
        best, best_net, wait = val_loss, copy.deepcopy(net), 0
    elif (wait := wait + 1) >= patience:
        print("early stop", epoch)
        break
net = best_net
print("best validation loss", best)
