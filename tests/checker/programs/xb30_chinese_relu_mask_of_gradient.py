# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["relu-mask", "wrong-quantity-in-mask", "bias-summed-over-units"]
# mistake = "The ReLU mask is taken from the gradient (dA < 0) instead of from Z, in both hidden layers, and db1 sums over the units as well (no axis)."
# wrong_lines = [59, 65, 67]
# cause_lines = []
# right = { "59" = "dZ2[Z2 < 0] = 0", "65" = "dZ1[Z1 < 0] = 0", "67" = "db1 = np.sum(dZ1, axis=1, keepdims=True)" }
# wrong_in_itself = ["dZ2", "dZ1", "db1"]
# wrong_quantities = ["dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]
# [/backprop]

# 三层神经网络：二分类
import numpy as np

np.random.seed(16)
X = np.random.randn(3, 24)
Y = (np.sum(X ** 2, axis=0, keepdims=True) > 2.5).astype(int)


def chushihua(dims):
    """随机初始化参数"""
    canshu = {}
    for l in range(1, len(dims)):
        canshu['W' + str(l)] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(2. / dims[l - 1])
        canshu['b' + str(l)] = np.random.randn(dims[l], 1) * 0.1
    return canshu


canshu = chushihua([3, 5, 4, 1])


def qianxiang(X, canshu):
    # 前向传播
    Z1 = np.dot(canshu['W1'], X) + canshu['b1']
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(canshu['W2'], A1) + canshu['b2']
    A2 = np.maximum(0, Z2)
    Z3 = np.dot(canshu['W3'], A2) + canshu['b3']
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, [Z1, A1, Z2, A2, Z3, A3]


def sunshi(A3, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m


def fanxiang(X, Y, caches, canshu):
    # 反向传播
    m = X.shape[1]
    Z1, A1, Z2, A2, Z3, A3 = caches
    dZ3 = (A3 - Y) / m
    dW3 = np.dot(dZ3, A2.T)
    db3 = np.sum(dZ3, axis=1, keepdims=True)

    dA2 = np.dot(canshu['W3'].T, dZ3)
    dZ2 = np.array(dA2, copy=True)
    dZ2[dA2 < 0] = 0
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)

    dA1 = np.dot(canshu['W2'].T, dZ2)
    dZ1 = np.array(dA1, copy=True)
    dZ1[dA1 < 0] = 0
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, keepdims=True)
    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2, 'W3': dW3, 'b3': db3}


if __name__ == '__main__':
    for i in range(200):
        A3, caches = qianxiang(X, canshu)
        tidu = fanxiang(X, Y, caches, canshu)
        for k in canshu:
            canshu[k] = canshu[k] - 0.3 * tidu[k]
        if i % 50 == 0:
            print('第%d次, 损失: %f' % (i, sunshi(A3, Y)))
