import numpy as np

# sigmoid function
def nonlin(x,deriv=False):
    if(deriv==True):
        return x*(1-x)
    return 1/(1+np.exp(-x))

np.random.seed(1)

# input dataset: random bits, third column is always one (works as bias)
X = np.random.randint(0,2,(12,3)).astype(float)
X[:,2] = 1

# output dataset: xor of the first two
y = np.array([[a != b] for a,b in X[:,:2]]).astype(float)

# initialize weights randomly with mean 0
syn0 = 2*np.random.random((3,4)) - 1
syn1 = 2*np.random.random((4,1)) - 1

for iter in range(2000):

    # forward propagation
    l0 = X
    l1 = nonlin(np.dot(l0,syn0))
    l2 = nonlin(np.dot(l1,syn1))

    # how much did we miss?
    l2_error = y - l2

    if (iter% 500) == 0:
        print("Error:" + str(np.mean(np.abs(l2_error))))

    # multiply how much we missed by the
    # slope of the sigmoid at the values in l2
    l2_delta = l2_error*nonlin(l2,deriv=True)

    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1,deriv=True)

    # update weights
    syn1 += l1.T.dot(l2_delta)
    syn0 += l0.T.dot(l1_delta)

print("Output After Training:")
print(l2)
