# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["autoencoder", "tied-weights"]
# mistake = "With tied weights W gets a share from the encoder and one from the decoder; only the decoder's is in dW. Besides db_dec sums over the pixels."
# wrong_lines = [31, 35]
# cause_lines = []
# right = { "35" = "dW = code @ dS2.T + dS1 @ X.T", "31" = "db_dec = dS2.sum(axis=1, keepdims=True)" }
# wrong_in_itself = ["db_dec", "dW"]
# wrong_quantities = ["db_dec", "dW", "step_W", "step_b_dec"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(15)
X = rng.random((5, 8))
m = X.shape[1]
W = rng.normal(0, 0.5, (3, 5))
b_enc = np.zeros((3, 1))
b_dec = np.zeros((5, 1))
sigmoid = lambda s: 1 / (1 + np.exp(-s))

for epoch in range(80):
    S1 = W @ X + b_enc
    code = sigmoid(S1)
    S2 = W.T @ code + b_dec
    recon = sigmoid(S2)
    cost = -np.sum(X * np.log(recon) + (1 - X) * np.log(1 - recon)) / m

    dS2 = (recon - X) / m
    db_dec = dS2.sum(axis=0).sum()
    dcode = W @ dS2
    dS1 = dcode * code * (1 - code)
    db_enc = dS1.sum(axis=1, keepdims=True)
    dW = code @ dS2.T

    W = W - 0.4 * dW
    b_enc = b_enc - 0.4 * db_enc
    b_dec = b_dec - 0.4 * db_dec
    if epoch % 20 == 0:
        print(epoch, cost)
