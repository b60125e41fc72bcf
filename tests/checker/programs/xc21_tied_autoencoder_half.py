import numpy as np

np.random.seed(21)

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

# toy "images": 4x4 with one bright row or column
imgs = []
for i in range(64):
    im = np.random.rand(4, 4) * 0.2
    if i % 2:
        im[i // 2 % 4] += 0.7
    else:
        im[:, i // 2 % 4] += 0.7
    imgs.append(im.ravel())
X = np.array(imgs)
N, V = X.shape
Hn = 6

W = np.random.randn(V, Hn) * 0.7
bh = np.zeros(Hn)
bv = np.zeros(V)
eta = 0.1

for epoch in range(200):
    code = sigmoid(X @ W + bh)
    recon = sigmoid(code @ W.T + bv)
    loss = 0.5 * np.sum((recon - X) ** 2) / N

    d_recon = (recon - X) / N
    d_bv = d_recon.sum(0)
    d_code = d_recon @ W
    d_pre = d_code * code * (1 - code)
    d_bh = d_pre.sum(0)
    d_W = X.T @ d_pre

    W -= eta * d_W
    bh -= eta * d_bh
    bv -= eta * d_bv
    if epoch % 40 == 0:
        print("epoch %d reconstruction error %.4f" % (epoch, loss))

print("final", loss)
