import numpy as np
from collections import defaultdict

np.random.seed(6)
words = ['king', 'queen', 'man', 'woman', 'royal', 'city', 'road', 'car', 'tree']
V = len(words)
# toy corpus: random walk, neighbours in the list follow each other often
corpus, pos = [], 0
for _ in range(45):
    pos = (pos + np.random.choice([-1, 1, 1, 2])) % V
    corpus.append(pos)

window = 2
pairs = defaultdict(list)
for i, w in enumerate(corpus):
    for j in range(max(0, i - window), min(len(corpus), i + window + 1)):
        if i != j:
            pairs[i].append(corpus[j])

dim = 5
W_in = np.random.uniform(-0.8, 0.8, (V, dim))
W_out = np.random.uniform(-0.8, 0.8, (dim, V))
eta = 0.03


def softmax(u):
    e = np.exp(u - u.max())
    return e / e.sum()


for epoch in range(15):
    total = 0.0
    for i, centre in enumerate(corpus):
        context = pairs[i]
        h = W_in[centre]
        u = h @ W_out
        y_pred = softmax(u)

        # sum of the prediction errors over all context words
        EI = len(context) * y_pred
        for c in context:
            EI[c] -= 1
        loss = -sum(u[c] for c in context) + len(context) * np.log(np.sum(np.exp(u)))
        total += loss

        dW_out = np.outer(h, EI)
        dh = W_out.dot(EI)
        W_out -= eta * dW_out
        W_in[centre] = W_in[centre] - eta * dh
    if epoch % 5 == 0:
        print('EPOCH:', epoch, 'LOSS:', total)

sims = W_in @ W_in.T / np.outer(*[np.linalg.norm(W_in, axis=1)] * 2)
print('closest to king:', [words[k] for k in np.argsort(-sims[0])[1:4]])
