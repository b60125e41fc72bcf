# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["conv2d", "max-pooling"]
# about = "Convolution by plain loops; the max-pool gradient is put back with put_along_axis at the stored argmax; a kernel-sized patch per output cell."
# [/backprop]

import numpy as np

rs = np.random.RandomState(6)
img = rs.randn(6, 6)
target = 1.5
K = rs.randn(2, 3, 3) * 0.4
b = np.zeros(2)
w = rs.randn(2, 2, 2) * 0.5


def forward(img, K, b, w):
    z = np.empty((2, 4, 4))
    for f in range(2):
        for i in range(4):
            for j in range(4):
                z[f, i, j] = np.sum(img[i:i + 3, j:j + 3] * K[f])
    z += b.reshape(2, 1, 1)
    a = z * np.heaviside(z, 0.0)
    cells = a.reshape(2, 2, 2, 2, 2).transpose(0, 1, 3, 2, 4).reshape(2, 2, 2, 4)
    arg = cells.argmax(axis=-1)[..., None]
    pooled = np.take_along_axis(cells, arg, axis=-1)[..., 0]
    out = np.vdot(w, pooled)
    return z, a, cells, arg, pooled, out


def backward(img, K, z, arg, pooled, out):
    err = out - target
    dw = err * pooled
    dcells = np.zeros((2, 2, 2, 4))
    np.put_along_axis(dcells, arg, (err * w)[..., None], axis=-1)
    da = dcells.reshape(2, 2, 2, 2, 2).transpose(0, 1, 3, 2, 4).reshape(2, 4, 4)
    dz = da * np.heaviside(z, 0.0)
    db = dz.sum(axis=(1, 2))
    dK, dimg = np.zeros_like(K), np.zeros_like(img)
    for (f, i, j), g in np.ndenumerate(dz):
        if g:
            dK[f] += g * img[i:i + 3, j:j + 3]
            dimg[i:i + 3, j:j + 3] += g * K[f]
    return dK, db, dw, dimg


if __name__ == "__main__":
    for step in range(20):
        z, a, cells, arg, pooled, out = forward(img, K, b, w)
        dK, db, dw, dimg = backward(img, K, z, arg, pooled, out)
        K -= 0.1 * dK
        b -= 0.1 * db
        w -= 0.1 * dw
        if step % 5 == 0:
            print(step, 0.5 * (out - target) ** 2)
