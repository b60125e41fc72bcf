from numpy import matrix, multiply, power, tanh, zeros, ones, random, asarray
import numpy as np
import warnings
warnings.filterwarnings("ignore", category=PendingDeprecationWarning)

random.seed(8)
X = matrix(random.rand(30, 2) * 4 - 2)
Y = matrix(np.exp(-asarray(power(X, 2)).sum(1))).T

# rows are examples, * is the matrix product
W1 = matrix(random.randn(2, 7))
B1 = matrix(zeros((1, 7)))
W2 = matrix(random.randn(7, 1) * 0.3)
B2 = matrix(zeros((1, 1)))
I = matrix(ones((30, 1)))
alfa = 0.2

for iteracion in range(200):
    # hacia adelante
    A1 = tanh(X * W1 + I * B1)
    Z2 = A1 * W2 + I * B2
    E = Z2 - Y
    costo = (E.T * E)[0, 0] / (2 * 30)
    # hacia atras
    D2 = E / 30
    D1 = multiply(D2 * W2.T, 1 - power(A1, 2))
    W2 = W2 - alfa * (A1.T * D2)
    B2 = B2 - alfa * (I.T * D2)
    W1 = W1 - alfa * (X.T * D1)
    B1 = B1 - alfa * (I.T * D1)
    if iteracion % 50 == 0:
        print("iteracion", iteracion, "costo", costo)
print("costo final", costo)
