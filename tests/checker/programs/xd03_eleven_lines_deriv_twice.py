import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T

np.random.seed(1)
# initialize weights randomly with mean 0
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((4, 1)) - 1

for j in range(30):
    l0 = X
    h = np.dot(l0, syn0)
    l1 = nonlin(h)
    l2 = nonlin(np.dot(l1, syn1))

    l2_error = y - l2
    if j % 10 == 0:
        print("Error:" + str(np.mean(np.abs(l2_error))))

    l2_delta = l2_error * nonlin(l2, deriv=True)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(h, deriv=True)

    syn1 += 0.1 * l1.T.dot(l2_delta)
    syn0 += 0.1 * l0.T.dot(l1_delta)

print("Output After Training:")
print(l2)
