import numpy as np

np.random.seed(0)

def make_moons(n):
    t = np.random.rand(n) * np.pi
    y = np.arange(n) % 2
    X = np.c_[np.cos(t) * (1 - 2 * y) + y, np.sin(t) * (1 - 2 * y) + 0.3 * y]
    return X + 0.1 * np.random.randn(n, 2), y

X, y = make_moons(60)
num_examples = len(X)
epsilon = 0.05  # learning rate

model = {'W1': np.random.randn(2, 5), 'b1': np.zeros((1, 5)),
         'W2': np.random.randn(5, 2), 'b2': np.zeros((1, 2))}


def d_tanh(x):
    return 1 - np.tanh(x) ** 2


def predict_proba(model, x):
    z1 = x.dot(model['W1']) + model['b1']
    a1 = np.tanh(z1)
    z2 = a1.dot(model['W2']) + model['b2']
    e = np.exp(z2)
    return z1, a1, e / np.sum(e, axis=1, keepdims=True)


for i in range(300):
    z1, a1, probs = predict_proba(model, X)
    loss = np.mean(-np.log(probs[range(num_examples), y]))

    # Backpropagation
    delta3 = probs.copy()
    delta3[range(num_examples), y] -= 1
    delta3 /= num_examples
    dW2 = (a1.T).dot(delta3)
    db2 = np.sum(delta3, axis=0, keepdims=True)
    delta2 = delta3.dot(model['W2'].T) * d_tanh(a1)
    dW1 = np.dot(X.T, delta2)
    db1 = np.sum(delta2, axis=0)

    model['W1'] = model['W1'] - epsilon * dW1
    model['b1'] = model['b1'] - epsilon * db1
    model['W2'] = model['W2'] - epsilon * dW2
    model['b2'] = model['b2'] - epsilon * db2

    if i % 100 == 0:
        print("Loss after iteration %i: %f" % (i, loss))
