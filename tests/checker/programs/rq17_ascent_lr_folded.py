import numpy as np

np.random.seed(29)
data = np.random.randn(40, 2)
cls = (np.hypot(data[:, 0], data[:, 1]) > 1.1) * 1.0
eta = 0.6
Wa = np.random.randn(2, 7)
ba = np.random.randn(7)
Wb = np.random.randn(7)
bb = 0.1
for sweep in range(40):
    hid = np.tanh(data @ Wa + ba)
    prob = 1 / (1 + np.exp(-(hid @ Wb + bb)))
    loglik = np.mean(cls * np.log(prob) + (1 - cls) * np.log(1 - prob))
    # we climb the log-likelihood; eta and 1/n are already inside the deltas
    step_out = eta * (cls - prob) / len(cls)
    step_hid = np.outer(step_out, Wb) * (1 - hid ** 2)
    Wb = Wb + step_out @ hid
    bb = bb + step_out.sum()
    Wa = Wa + data.T @ step_hid
    ba = ba + step_hid.sum(axis=0)
    if sweep % 10 == 0:
        print("log-likelihood", sweep, loglik)
