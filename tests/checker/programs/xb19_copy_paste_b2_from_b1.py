# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["copy-paste-update"]
# mistake = "Copy and paste: b2 is set to b1 - lr*db2 (both have three rows)."
# wrong_lines = [46]
# cause_lines = []
# right = { "46" = "b2 = b2-lr*db2" }
# wrong_in_itself = ["step_b2"]
# wrong_quantities = ["step_b2"]
# [/backprop]

import numpy as np
np.random.seed(5)

X = np.random.randn(4, 30)
labels = X[:3].argmax(axis=0)
Y = np.eye(3)[labels].T
m = X.shape[1]

# 4 inputs, 3 hidden units, 3 classes
W1 = np.random.randn(3,4)*0.5
b1 = np.random.randn(3,1)*0.1
W2 = np.random.randn(3,3)*0.5
b2 = np.random.randn(3,1)*0.1
lr = 0.4

for i in range(150):
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    expZ = np.exp(Z2)
    A2 = expZ/expZ.sum(axis=0)
    cost = -np.sum(Y*np.log(A2))/m

    dZ2 = (A2-Y)/m
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(axis=1,keepdims=True)
    dZ1 = (W2.T @ dZ2)*(Z1>0)
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1,keepdims=True)

    W1 = W1-lr*dW1
    W2 = W2-lr*dW2
    b1 = b1-lr*db1
    b2 = b1-lr*db2
    if i%30==0: print(i,cost)
