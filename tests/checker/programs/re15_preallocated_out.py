import numpy as np

rng = np.random.default_rng(4)
B, D, H = 32, 6, 12
data = rng.standard_normal((B * 6, D))
target = np.tanh(data @ rng.standard_normal((D, 1))) * 2

W0 = rng.standard_normal((D, H)) / D ** .5
b0 = np.zeros(H)
W1 = rng.standard_normal((H, 1)) / H ** .5
b1 = np.zeros(1)

# work space, allocated once
z, dz = np.empty((B, H)), np.empty((B, H))
mask = np.empty((B, H), dtype=bool)
yhat, dy = np.empty((B, 1)), np.empty((B, 1))
gW0, gb0, gW1, gb1 = (np.empty_like(a) for a in (W0, b0, W1, b1))
lr = 0.02

for epoch in range(25):
    running = 0.0
    for s in range(0, len(data), B):
        xb, tb = data[s:s + B], target[s:s + B]
        np.matmul(xb, W0, out=z)
        z += b0
        np.greater(z, 0, out=mask)
        np.multiply(z, mask, out=z)
        np.matmul(z, W1, out=yhat)
        yhat += b1
        np.subtract(yhat, tb, out=dy)
        running += float(np.vdot(dy, dy)) / B

        dy *= 2 / B
        np.matmul(z.T, dy, out=gW1)
        np.sum(dy, axis=0, out=gb1)
        np.matmul(dy, W1.T, out=dz)
        dz *= mask
        np.matmul(xb.T, dz, out=gW0)
        np.add.reduce(dz, axis=0, out=gb0)
        for p, g in ((W0, gW0), (b0, gb0), (W1, gW1), (b1, gb1)):
            np.multiply(g, lr, out=g)
            np.subtract(p, g, out=p)
    if epoch % 8 == 0:
        print("epoch %2d mse %.5f" % (epoch, running / (len(data) // B)))
