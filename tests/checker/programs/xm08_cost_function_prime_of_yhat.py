# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["slope-of-activation", "penalty-missing"]
# mistake = "sigmoidPrime expects z but gets yHat in delta3, and dJdW1 lacks the penalty's derivative that dJdW2 has."
# wrong_lines = [48, 51]
# cause_lines = []
# right = { "48" = "delta3 = -(y - self.yHat) * self.sigmoidPrime(self.z3)", "51" = "dJdW1 = X.T.dot(delta2) + self.lamb * self.W1" }
# wrong_in_itself = ["delta3", "dJdW1"]
# wrong_quantities = ["delta3", "dJdW2", "delta2", "dJdW1"]
# [/backprop]

import numpy as np

X = np.array([[0.3, 1.0], [0.5, 0.2], [1.0, 0.4], [0.1, 0.9]])
y = np.array([[0.75], [0.82], [0.93], [0.4]])


class NeuralNet:
    inputs, hidden, outputs = 2, 4, 1

    def __init__(self, seed=44, lamb=0.01):
        np.random.seed(seed)
        self.W1 = np.random.randn(self.inputs, self.hidden)
        self.W2 = np.random.randn(self.hidden, self.outputs)
        self.lamb = lamb

    def forward(self, X):
        self.z2 = X.dot(self.W1)
        self.a2 = self.sigmoid(self.z2)
        self.z3 = self.a2.dot(self.W2)
        self.yHat = self.sigmoid(self.z3)
        return self.yHat

    @staticmethod
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def sigmoidPrime(self, z):
        # derivative with respect to z
        return self.sigmoid(z) * (1 - self.sigmoid(z))

    def costFunction(self, y):
        squares = 0.5 * np.sum((y - self.yHat) ** 2)
        return squares + 0.5 * self.lamb * (np.sum(self.W1 ** 2) + np.sum(self.W2 ** 2))

    def costFunctionPrime(self, X, y):
        delta3 = -(y - self.yHat) * self.sigmoidPrime(self.yHat)
        dJdW2 = self.a2.T.dot(delta3) + self.lamb * self.W2
        delta2 = delta3.dot(self.W2.T) * self.sigmoidPrime(self.z2)
        dJdW1 = X.T.dot(delta2)
        return dJdW1, dJdW2

    def train(self, X, y, steps=200, rate=0.5):
        history = []
        for _ in range(steps):
            self.forward(X)
            history.append(self.costFunction(y))
            g1, g2 = self.costFunctionPrime(X, y)
            self.W1, self.W2 = self.W1 - rate * g1, self.W2 - rate * g2
        return history


nn = NeuralNet()
if __name__ == '__main__':
    h = NeuralNet(1).train(X, y)
    print(h[0], '->', h[-1])
