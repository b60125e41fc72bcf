import io
import numpy as np

raw = """sl,sw,pl,pw,species
5.1,3.5,1.4,0.2,setosa
4.9,3.0,1.4,0.2,setosa
4.7,3.2,1.3,0.2,setosa
5.0,3.6,1.5,0.3,setosa
7.0,3.2,4.7,1.4,versicolor
6.4,3.2,4.5,1.5,versicolor
6.9,3.1,4.9,1.5,versicolor
5.5,2.3,4.0,1.3,versicolor
6.3,3.3,6.0,2.5,virginica
5.8,2.7,5.1,1.9,virginica
7.1,3.0,5.9,2.1,virginica
6.3,2.9,5.6,1.8,virginica
"""
lines = raw.strip().split('\n')[1:]
X = np.loadtxt(io.StringIO('\n'.join(l.rsplit(',', 1)[0] for l in lines)), delimiter=',')
names = [l.rsplit(',', 1)[1] for l in lines]
classes = sorted(set(names))
Y = np.array([[float(s == c) for c in classes] for s in names])
X = (X - X.mean(0)) / X.std(0)

np.random.seed(1)
W1 = np.random.randn(4, 5) * .5
B1 = np.zeros((1, 5))
W2 = np.random.randn(5, 3) * .5
B2 = np.zeros((1, 3))


def sigmoid(x, derivative=False):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s) if derivative else s


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


for epoch in range(300):
    Z1 = np.dot(X, W1) + B1
    H = sigmoid(Z1)
    O = softmax(np.dot(H, W2) + B2)
    cost = -np.mean(np.sum(Y * np.log(O), axis=1))

    dO = O - Y
    dH = np.dot(dO, W2.T) * sigmoid(Z1, derivative=True)
    W2 -= 0.5 * np.dot(H.T, dO) / len(X)
    B2 -= 0.5 * np.mean(dO, axis=0, keepdims=True)
    W1 -= 0.5 * np.dot(X.T, dH) / len(X)
    B1 -= 0.5 * np.mean(dH, axis=0, keepdims=True)
    if epoch % 100 == 0:
        print(epoch, cost, [classes[k] for k in O.argmax(1)][:3])
