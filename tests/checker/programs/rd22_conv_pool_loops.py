import numpy as np

# small CNN: conv 3x3 (2 filters) -> relu -> maxpool 2x2 -> fc softmax
rng = np.random.default_rng(31)
imgs, labels = [], []
for k in range(8):
    im = rng.normal(0, 0.2, (6, 6))
    if k % 2 == 0:
        im[rng.integers(1, 5), :] += 1.0      # horizontal bar
    else:
        im[:, rng.integers(1, 5)] += 1.0      # vertical bar
    imgs.append(im)
    labels.append(k % 2)

filters = rng.normal(0, 0.4, (2, 3, 3))
fbias = np.zeros(2)
Wfc = rng.normal(0, 0.3, (2, 8))
bfc = np.zeros(2)
lr = 0.05

for epoch in range(4):
    total = 0
    for im, lab in zip(imgs, labels):
        # convolution (valid)
        conv = np.zeros((2, 4, 4))
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    conv[f, i, j] = np.sum(im[i:i + 3, j:j + 3] * filters[f]) + fbias[f]
        act = np.maximum(conv, 0)
        # pooling
        pool = np.zeros((2, 2, 2))
        for f in range(2):
            for i in range(2):
                for j in range(2):
                    pool[f, i, j] = act[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max()
        flat = pool.reshape(-1)
        s = Wfc.dot(flat) + bfc
        pr = np.exp(s - s.max())
        pr /= pr.sum()
        loss = -np.log(pr[lab])
        total += loss

        # backward: fully connected
        ds = pr.copy()
        ds[lab] -= 1
        dWfc = np.outer(ds, flat)
        dpool = Wfc.T.dot(ds).reshape(pool.shape)
        # through the pooling: only the maximum gets the gradient
        dact = np.zeros_like(act)
        for f in range(2):
            for i in range(2):
                for j in range(2):
                    win = act[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    a, b = np.unravel_index(np.argmax(win), win.shape)
                    dact[f, 2 * i + a, 2 * j + b] = dpool[f, i, j]
        dconv = dact * (conv > 0)
        # filters
        dfilters = np.zeros_like(filters)
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    dfilters[f] += dconv[f, i, j] * im[i:i + 3, j:j + 3]
        dfbias = dconv.sum(axis=(1, 2))

        filters -= lr * dfilters
        fbias -= lr * dfbias
        Wfc -= lr * dWfc
        bfc -= lr * ds
    print('epoch', epoch, 'mean loss', total / len(imgs))
