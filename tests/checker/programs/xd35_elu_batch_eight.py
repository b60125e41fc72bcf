import numpy as np

np.random.seed(23)
alpha = 1.0
BATCH = 8

def elu(z):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1))

def elu_prime(z):
    return np.where(z > 0, 1, alpha * z)

def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)

x_all = np.random.randn(48, 6)
y_all = np.argmax(x_all[:, :4], axis=1)

w1 = np.random.randn(6, 8) * 0.4
b1 = np.zeros(8)
w2 = np.random.randn(8, 4) * 0.4
b2 = np.zeros(4)

for epoch in range(20):
    losses = []
    for s in range(0, len(x_all), BATCH):
        x = x_all[s:s + BATCH]
        t = y_all[s:s + BATCH]
        # forward
        z1 = np.matmul(x, w1) + b1
        a1 = elu(z1)
        probs = softmax(np.matmul(a1, w2) + b2)
        loss = -np.log(probs[np.arange(len(t)), t]).mean()
        losses.append(loss)
        # backward
        dz2 = probs.copy()
        dz2[np.arange(len(t)), t] -= 1
        dz2 /= len(t)
        dw2 = np.matmul(a1.T, dz2)
        db2 = np.sum(dz2, axis=0)
        dz1 = np.matmul(dz2, w2.T) * elu_prime(z1)
        dw1 = np.matmul(x.T, dz1)
        db1 = np.sum(dz1, axis=1)
        # step
        w1 -= 0.1 * dw1
        b1 -= 0.1 * db1
        w2 -= 0.1 * dw2
        b2 -= 0.1 * db2
    if epoch % 5 == 0:
        print("epoch", epoch, np.mean(losses))
