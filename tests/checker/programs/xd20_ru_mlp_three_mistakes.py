import numpy as np

# Обучаем сеть 3-3-3 на случайных данных
np.random.seed(17)
X = np.random.randn(3, 25)
Y = np.vstack([X[0] > 0, X[1] > X[2], X.sum(axis=0) > 0]).astype(float)
m = X.shape[1]

# веса
W1 = np.random.randn(3, 3)
b1 = np.zeros((3, 1))
W2 = np.random.randn(3, 3)
b2 = np.zeros((3, 1))


def f(x):
    # сигмоида
    return 1 / (1 + np.exp(-x))


def df(a):
    # производная через значение сигмоиды
    return a * (1 - a)


lr = 1.0
for i in range(300):
    # прямой проход
    h = f(np.dot(W1, X) + b1)
    o = f(np.dot(W2, h) + b2)
    J = -np.sum(Y * np.log(o) + (1 - Y) * np.log(1 - o)) / m

    # обратный проход
    delta2 = (o - Y) * df(o)
    delta1 = np.dot(W1.T, delta2) * df(h)
    gW2 = np.dot(delta2, h.T) / m
    gb2 = np.sum(delta2, axis=1, keepdims=True) / m
    gW1 = np.dot(delta1, X.T) / m
    gb1 = np.sum(delta1, axis=1, keepdims=True) / m

    # обновление
    W2 -= lr * gW2
    b2 -= lr * gb2
    W1 -= lr * gW1
    b2 -= lr * gb1
    if i % 100 == 0:
        print('итерация', i, 'ошибка', J)
