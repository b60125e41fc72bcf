import math
import random
import numpy as np

random.seed(0)
n_in, n_hid, n_out = 2, 4, 2
wi = np.zeros((n_in, n_hid))
wo = np.zeros((n_hid, n_out))
bh = [0.0] * n_hid
for i in range(n_in):
    for j in range(n_hid):
        wi[i][j] = random.uniform(-1, 1)
for j in range(n_hid):
    for k in range(n_out):
        wo[j][k] = random.uniform(-1, 1)
bh = np.array(bh)

patterns = [([0, 0], [0, 1]), ([0, 1], [1, 0]), ([1, 0], [1, 0]), ([1, 1], [0, 1])]
N = 0.3

for it in range(400):
    error = 0.0
    for inputs, targets in patterns:
        ah = [0.0] * n_hid
        for j in range(n_hid):
            total = bh[j]
            for i in range(n_in):
                total += inputs[i] * wi[i][j]
            ah[j] = math.tanh(total)
        ao = [math.tanh(sum(ah[j] * wo[j][k] for j in range(n_hid))) for k in range(n_out)]

        output_deltas = [0.0] * n_out
        for k in range(n_out):
            output_deltas[k] = (1 - ao[k] ** 2) * (targets[k] - ao[k])
        hidden_deltas = [0.0] * n_hid
        for j in range(n_hid):
            err = 0.0
            for k in range(n_out):
                err += output_deltas[k] * wo[j][k]
            hidden_deltas[j] = (1 - ah[j] ** 2) * err

        for j in range(n_hid):
            for k in range(n_out):
                wo[j][k] += N * output_deltas[k] * ah[j]
            bh[j] += N * hidden_deltas[j]
        for i in range(n_in):
            for j in range(n_hid):
                wi[i][j] += N * hidden_deltas[j] * inputs[i]
        for k in range(n_out):
            error += 0.5 * (targets[k] - ao[k]) ** 2
    if it % 100 == 0:
        print('error %-.5f' % error)
