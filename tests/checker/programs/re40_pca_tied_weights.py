import numpy as np

np.random.seed(44)
n, d, k = 100, 6, 2
mixing = np.random.randn(k, d)
X = np.random.randn(n, k) @ mixing + 0.1 * np.random.randn(n, d)
X = X - X.mean(axis=0)
X = X / X.std()

# min || X - X W W' ||^2, W appears in the encoder and in the decoder
W = np.random.randn(d, k) * 0.3
eta = 0.05
err_old = None
for epoch in range(400):
    code = X.dot(W)
    recon = code.dot(W.T)
    R = recon - X
    err = np.sum(R ** 2) / n
    grad_decoder = 2 * R.T.dot(code) / n
    grad_encoder = 2 * X.T.dot(R.dot(W)) / n
    W = W - eta * (grad_decoder + grad_encoder)
    if err_old is not None and abs(err_old - err) < 1e-9:
        print("converged at", epoch)
        break
    err_old = err

U, S, Vt = np.linalg.svd(X, full_matrices=False)
best = np.sum(S[k:] ** 2) / n
print("reconstruction %.6f, best possible %.6f" % (err, best))
angle = np.linalg.svd(Vt[:k] @ np.linalg.qr(W)[0])[1]
print("cosines between the subspaces", angle)
