# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-layer"]
# mistake = "layer_1_delta uses the slope at layer_2 (equal sizes), copied from the line above."
# wrong_lines = [45]
# cause_lines = []
# right = { "45" = "layer_1_delta = layer_1_error*nonlin(layer_1, deriv=True)" }
# wrong_in_itself = ["layer_1_delta"]
# wrong_quantities = ["layer_1_delta", "step_synapse_0"]
# [/backprop]

import numpy as np

def nonlin(x, deriv=False):
    if deriv:
        return x*(1-x)
    return 1/(1+np.exp(-x))

X = np.array([[0,0,1],
              [0,1,1],
              [1,0,1],
              [1,1,1]])
y = np.array([[0,1,1,0]]).T

np.random.seed(1)
synapse_0 = 2*np.random.random((3,4)) - 1
synapse_1 = 2*np.random.random((4,4)) - 1
synapse_2 = 2*np.random.random((4,1)) - 1

for j in range(2000):
    layer_0 = X
    s1 = np.dot(layer_0, synapse_0)
    layer_1 = nonlin(s1)
    s2 = np.dot(layer_1, synapse_1)
    layer_2 = nonlin(s2)
    s3 = np.dot(layer_2, synapse_2)
    layer_3 = nonlin(s3)

    layer_3_error = y - layer_3
    layer_3_delta = layer_3_error*nonlin(layer_3, deriv=True)
    layer_2_error = layer_3_delta.dot(synapse_2.T)
    layer_2_delta = layer_2_error*nonlin(layer_2, deriv=True)
    layer_1_error = layer_2_delta.dot(synapse_1.T)
    layer_1_delta = layer_1_error*nonlin(layer_2, deriv=True)

    synapse_2 += 0.5*layer_2.T.dot(layer_3_delta)
    synapse_1 += 0.5*layer_1.T.dot(layer_2_delta)
    synapse_0 += 0.5*layer_0.T.dot(layer_1_delta)
    if j % 500 == 0:
        print("Error:", np.mean(np.abs(layer_3_error)))
