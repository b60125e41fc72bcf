import numpy as np

rs = np.random.RandomState(10)
protos = rs.rand(10, 16) > 0.5
images, digits = [], []
for k in range(150):
    d = k % 10
    flip = rs.rand(16) < 0.08
    images.append(np.logical_xor(protos[d], flip))
    digits.append(d)
images = np.array(images, dtype=float).T      # 16 x 150
onehot = np.zeros((10, 150))
for col, d in enumerate(digits):
    onehot[d][col] = 1

W = np.zeros((10, 16))
b = np.zeros((10, 1))
m = images.shape[1]
alpha = 2.0 / m

for epoch in range(100):
    E = np.exp(W.dot(images) + b)
    P = E / sum(E)
    J = -np.sum(onehot * np.log(P))
    R = onehot - P
    W += alpha * R.dot(images.T)
    b += alpha * R.sum(axis=1).reshape(10, 1)
    if epoch % 25 == 0:
        print('epoch %3d  J = %.3f  correct = %d' % (epoch, J, sum(np.argmax(P, 0) == digits)))
