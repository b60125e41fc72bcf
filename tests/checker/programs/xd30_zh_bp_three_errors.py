import numpy as np

np.random.seed(2)
# 训练数据
x = np.random.rand(40, 3)
y = ((x[:, 0] + x[:, 1] * x[:, 2]) / 2).reshape(-1, 1)
n = len(x)

# 参数
v = np.random.randn(3, 5)
theta1 = np.zeros((1, 5))
w = np.random.randn(5, 1)
theta2 = np.zeros((1, 1))
eta = 0.5


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def d_sigmoid(s):
    return s * (1 - s)


for k in range(100):
    # 前向传播
    net1 = x.dot(v) + theta1
    b = sigmoid(net1)
    net2 = b.dot(w) + theta2
    out = sigmoid(net2)
    loss = 0.5 * np.sum((out - y) ** 2) / n

    # 反向传播
    g = (out - y) * d_sigmoid(out) / n
    e = g.dot(w.T) * d_sigmoid(net1)
    dw = 2 * b.T.dot(g)
    dtheta2 = g.sum(axis=0, keepdims=True)
    dv = x.T.dot(e)
    dtheta1 = e.sum(axis=0, keepdims=True)

    # 更新
    w -= eta * dw
    v -= eta * dv
    theta1 -= eta * dtheta1
    # TODO: theta2 ?
    if k % 20 == 0:
        print(k, 'loss =', loss)
