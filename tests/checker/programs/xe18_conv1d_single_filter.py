import numpy as np

rng = np.random.RandomState(12)
K = 3
net = {'kernel': rng.randn(K), 'kb': np.array([0.1]), 'fc': rng.randn(8) * 0.5, 'fb': np.array([0.0])}


def forward(signal):
    conv = np.array([np.sum(signal[i:i + K] * net['kernel']) for i in range(len(signal) - K + 1)])
    conv = conv + net['kb']
    act = np.maximum(conv, 0)
    score = act @ net['fc'] + net['fb']
    return conv, act, 1 / (1 + np.exp(-score))


def backward(signal, label, conv, act, prob):
    d_score = prob - label
    d_fc = d_score * act
    d_act = d_score * net['fc']
    d_conv = d_act * (conv > 0)
    d_kernel = np.zeros(K)
    for i in range(len(d_conv)):
        d_kernel += d_conv[i] * signal[i:i + K][::-1]
    return {'kernel': d_kernel, 'kb': np.array([d_conv.sum()]), 'fc': d_fc, 'fb': d_score}


signals = rng.randn(20, 10)
labels = (signals[:, 3:6].sum(axis=1) > 0).astype(float)
for epoch in range(15):
    running = 0.0
    for signal, label in zip(signals, labels):
        conv, act, prob = forward(signal)
        loss = -(label * np.log(prob) + (1 - label) * np.log(1 - prob))[0]
        running += loss
        grads = backward(signal, label, conv, act, prob)
        for k in net:
            net[k] = net[k] - 0.05 * grads[k]
    print("epoch", epoch, "loss", running / 20)
