# ex4 do curso do Andrew Ng passado do Octave para o Python
import numpy as np

sigmoide = lambda z: 1.0 / (1.0 + np.exp(-z))

np.random.seed(42)
m, n, n_oculta, K = 40, 5, 6, 3
lmbda = 0.7
alpha = 0.8
X = np.random.randn(m, n)
y = np.random.randint(1, K + 1, size=(m, 1))      # rotulos 1..K como no Octave
X[np.arange(m), y.ravel() - 1] += 2.5

eps_init = 0.12 * 4
Theta1 = np.random.rand(n_oculta, n + 1) * 2 * eps_init - eps_init
Theta2 = np.random.rand(K, n_oculta + 1) * 2 * eps_init - eps_init

historico = []
for it in range(60):
    # ---- Parte 1: custo ----
    J = 0
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate(([1], X[t, :]))[:, None]
        z2 = Theta1 @ a1
        a2 = np.vstack((np.ones((1, 1)), sigmoide(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoide(z3)

        yt = (np.arange(1, K + 1) == y[t]).astype(float).reshape(K, 1)
        J += np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3))

        # ---- Parte 2: backprop ----
        delta3 = a3 - yt
        delta2 = (Theta2.T @ delta3) * (a2 * (1 - a2))
        delta2 = delta2[1:]                      # tira o bias
        Delta2 = Delta2 + delta3 @ a2.T
        Delta1 = Delta1 + delta2 @ a1.T

    J = J / m
    J = J + lmbda / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    historico.append(J)

    # ---- Parte 3: regularizacao (sem a primeira coluna) ----
    Theta1_grad = Delta1 / m
    Theta2_grad = Delta2 / m
    Theta1_grad[:, 1:] += (lmbda / m) * Theta1[:, 1:]
    Theta2_grad[:, 1:] += (lmbda / m) * Theta2[:, 1:]

    Theta1 = Theta1 - alpha * Theta1_grad
    Theta2 = Theta2 - alpha * Theta2_grad

A2 = sigmoide(np.c_[np.ones(m), X] @ Theta1.T)
h = sigmoide(np.c_[np.ones(m), A2] @ Theta2.T)
p = h.argmax(1) + 1
print("custo inicial", historico[0], "final", historico[-1])
print("acuracia: ", np.mean(p == y.ravel()) * 100)
