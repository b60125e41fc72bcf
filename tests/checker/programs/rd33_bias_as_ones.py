# Question: is my backprop with the bias inside the weight matrix OK? It seems to learn.
import numpy as np
np.random.seed(17)

def addOnes(M):
    return np.hstack((M, np.ones((M.shape[0], 1))))

def activ(M):
    return 1.7159 * np.tanh(2.0 / 3.0 * M)

def activPrime(A):
    # in terms of the output A = 1.7159 tanh(2/3 z)
    return 2.0 / 3.0 / 1.7159 * (1.7159 - A) * (1.7159 + A)

nSamples = 50
inputs = np.random.rand(nSamples, 2) * 2 - 1
targets = np.zeros((nSamples, 2))
targets[:, 0] = inputs[:, 0] ** 2
targets[:, 1] = inputs[:, 0] * inputs[:, 1]

# weights incl. bias row at the bottom
w_ih = np.random.normal(0, 0.6, (2 + 1, 9))
w_ho = np.random.normal(0, 0.3, (9 + 1, 2))
eta = 0.1
errors = []

for ep in range(500):
    x = addOnes(inputs)
    hid = activ(x @ w_ih)
    hid1 = addOnes(hid)
    out = activ(hid1 @ w_ho)

    e = out - targets
    MSE = np.mean(np.sum(e ** 2, axis=1))
    errors.append(MSE)

    d_out = e * activPrime(out)                          # the 2 goes into eta
    d_hid = (d_out @ w_ho[:-1, :].T) * activPrime(hid)   # no error for the bias unit

    w_ho = w_ho - eta * (hid1.T @ d_out) / nSamples
    w_ih = w_ih - eta * (x.T @ d_hid) / nSamples

    #if MSE < 0.001: break

print("first/last MSE:", errors[0], errors[-1])
print("sample outputs:\n", np.hstack((out, targets))[:4])
