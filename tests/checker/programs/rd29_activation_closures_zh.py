# -*- coding: utf-8 -*-
# 手写三层网络: 每层用不同的激活函数 (ELU / Softplus / GELU)
import numpy as np


def make_elu(alpha=1.0):
    def f(z):
        return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))

    def df(z):
        return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))
    return f, df


def make_softplus():
    f = lambda z: np.logaddexp(0, z)
    df = lambda z: 1 / (1 + np.exp(-z))     # 导数就是 sigmoid
    return f, df


def make_gelu():
    k = np.sqrt(2 / np.pi)

    def f(z):
        return 0.5 * z * (1 + np.tanh(k * (z + 0.044715 * z ** 3)))

    def df(z):
        th = np.tanh(k * (z + 0.044715 * z ** 3))
        return 0.5 * (1 + th) + 0.5 * z * (1 - th ** 2) * k * (1 + 3 * 0.044715 * z ** 2)
    return f, df


np.random.seed(2022)
X = np.random.uniform(-2, 2, (100, 2))
Y = np.exp(-X[:, [0]] ** 2) * np.cos(X[:, [1]])

acts = [make_elu(), make_softplus(), make_gelu()]
dims = [2, 8, 8, 6, 1]
Ws = [np.random.randn(i, o) / np.sqrt(i) for i, o in zip(dims[:-1], dims[1:])]
bs = [np.zeros((1, o)) for o in dims[1:]]
lr = 0.1

for epoch in range(400):
    # 前向传播
    a = X
    inputs, zs = [], []
    for i in range(4):
        inputs.append(a)
        z = a @ Ws[i] + bs[i]
        zs.append(z)
        a = acts[i][0](z) if i < 3 else z      # 最后一层是线性的
    loss = ((a - Y) ** 2).sum() / (2 * len(X))

    # 反向传播
    delta = (a - Y) / len(X)
    grads = []
    for i in range(3, -1, -1):
        grads.insert(0, (inputs[i].T @ delta, delta.sum(0, keepdims=True)))
        if i:
            delta = (delta @ Ws[i].T) * acts[i - 1][1](zs[i - 1])

    # 更新参数
    for i, (gw, gb) in enumerate(grads):
        Ws[i] -= lr * gw
        bs[i] -= lr * gb
    if epoch % 100 == 0:
        print('第', epoch, '轮 损失 =', loss)
