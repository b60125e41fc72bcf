# In[1]:
import numpy as np

# In[2]:  imbalanced 3-class data, samples get a weight of 1/frequency
np.random.seed(77)
sizes_ = [100, 40, 15]
X = np.vstack([np.random.randn(k, 4) * 0.9 + np.array(c) for k, c in zip(
    sizes_, ([0, 0, 0, 0], [1.5, 1, 0, 0], [-1, 1.5, 1, 0]))])
y = np.concatenate([[i] * k for i, k in enumerate(sizes_)])
shuf = np.random.permutation(len(y))
X, y = X[shuf], y[shuf]
sw = (1.0 / np.bincount(y))[y]
sw = sw / sw.sum()
Y = np.eye(3)[y]

# In[3]:
w_in = np.random.randn(4, 10) * 0.5
w_mid = np.random.randn(10, 10) * 0.3
w_last = np.random.randn(10, 3) * 0.3
bias_in = np.zeros((1, 10)); bias_mid = np.zeros((1, 10)); bias_last = np.zeros((1, 3))
best_loss = 1e9; patience = 0

# In[4]:
def fwd():
    global a1, a2, probs
    a1 = np.log1p(np.exp(X @ w_in + bias_in))          # softplus
    a2 = np.tanh(a1 @ w_mid + bias_mid)
    logits = a2 @ w_last + bias_last
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    return -np.sum(sw[:, None] * Y * np.log(probs))

def bwd():
    global dw_in, dw_mid, dw_last, dbias_in, dbias_mid, dbias_last
    d3 = sw[:, None] * (probs - Y)
    dw_last = a2.T @ d3
    dbias_last = d3.sum(axis=0, keepdims=True)
    d2 = (d3 @ w_last.T) * (1 - a2 ** 2)
    dw_mid = a1.T @ d2
    dbias_mid = d2.sum(axis=0, keepdims=True)
    d1 = (d2 @ w_mid.T) * (1 - np.exp(-a1))            # sigmoid(z) = 1 - exp(-softplus(z))
    dw_in = X.T @ d1
    dbias_in = d1.sum(axis=0, keepdims=True)

# In[5]:
lr = 0.4
hist = {'loss': [], 'bal_acc': []}
for epoch in range(300):
    loss = fwd()
    bwd()
    w_in -= lr * dw_in; bias_in -= lr * dbias_in
    w_mid -= lr * dw_mid; bias_mid -= lr * dbias_mid
    w_last -= lr * dw_last; bias_last -= lr * dbias_last
    pred = probs.argmax(axis=1)
    hist['loss'].append(loss)
    hist['bal_acc'].append(np.mean([np.mean(pred[y == c] == c) for c in range(3)]))
    if loss < best_loss - 1e-5:
        best_loss = loss; patience = 0
    else:
        patience += 1
        if patience > 20:
            print('stopped at', epoch); break
    if epoch % 60 == 0:
        print('epoch', epoch, 'loss', round(loss, 4), 'balanced acc', round(hist['bal_acc'][-1], 3))

# In[6]:
cm = np.array([[np.sum((y == i) & (pred == j)) for j in range(3)] for i in range(3)])
print(cm)
