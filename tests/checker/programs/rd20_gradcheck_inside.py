import numpy as np

# Part 4 of "Neural Networks Demystified" style homework, with the numerical check kept in

class Neural_Network(object):
    def __init__(self, Lambda=0.0001):
        self.inputLayerSize = 2
        self.outputLayerSize = 1
        self.hiddenLayerSize = 3
        self.W1 = np.random.randn(self.inputLayerSize, self.hiddenLayerSize)
        self.W2 = np.random.randn(self.hiddenLayerSize, self.outputLayerSize)
        self.Lambda = Lambda

    def forward(self, X):
        self.z2 = np.dot(X, self.W1)
        self.a2 = self.sigmoid(self.z2)
        self.z3 = np.dot(self.a2, self.W2)
        return self.sigmoid(self.z3)

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def sigmoidPrime(self, z):
        return np.exp(-z) / ((1 + np.exp(-z)) ** 2)

    def costFunction(self, X, y):
        self.yHat = self.forward(X)
        return 0.5 * sum((y - self.yHat) ** 2).item() / X.shape[0] + (self.Lambda / 2) * (np.sum(self.W1 ** 2) + np.sum(self.W2 ** 2))

    def costFunctionPrime(self, X, y):
        self.yHat = self.forward(X)
        delta3 = np.multiply(-(y - self.yHat), self.sigmoidPrime(self.z3))
        dJdW2 = np.dot(self.a2.T, delta3) / X.shape[0] + self.Lambda * self.W2
        delta2 = np.dot(delta3, self.W2.T) * self.sigmoidPrime(self.z2)
        dJdW1 = np.dot(X.T, delta2) / X.shape[0] + self.Lambda * self.W1
        return dJdW1, dJdW2

    def getParams(self):
        return np.concatenate((self.W1.ravel(), self.W2.ravel()))

    def setParams(self, params):
        k = self.hiddenLayerSize * self.inputLayerSize
        self.W1 = np.reshape(params[:k], (self.inputLayerSize, self.hiddenLayerSize))
        self.W2 = np.reshape(params[k:], (self.hiddenLayerSize, self.outputLayerSize))


def computeNumericalGradient(N, X, y, e=1e-4):
    paramsInitial = N.getParams()
    numgrad = np.zeros(paramsInitial.shape)
    perturb = np.zeros(paramsInitial.shape)
    for p in range(len(paramsInitial)):
        perturb[p] = e
        N.setParams(paramsInitial + perturb)
        loss2 = N.costFunction(X, y)
        N.setParams(paramsInitial - perturb)
        loss1 = N.costFunction(X, y)
        numgrad[p] = (loss2 - loss1) / (2 * e)
        perturb[p] = 0
    N.setParams(paramsInitial)
    return numgrad


np.random.seed(21)
X = np.random.uniform(0, 1, (20, 2))     # hours slept, hours studied (scaled)
y = (0.3 + 0.5 * X[:, :1] * X[:, 1:] + 0.02 * np.random.randn(20, 1))
NN = Neural_Network()
g = np.concatenate([d.ravel() for d in NN.costFunctionPrime(X, y)])
ng = computeNumericalGradient(NN, X, y)
print("gradient check:", np.linalg.norm(g - ng) / np.linalg.norm(g + ng))

costs = []
for step in range(400):
    dJdW1, dJdW2 = NN.costFunctionPrime(X, y)
    NN.W1 = NN.W1 - 3 * dJdW1
    NN.W2 = NN.W2 - 3 * dJdW2
    costs.append(NN.costFunction(X, y))
print(costs[0], costs[-1])
