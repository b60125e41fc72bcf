# Regression lineaire par descente de gradient (TP 2, L3 informatique)
import numpy as np

np.random.seed(12)
N = 25
points = np.zeros((N, 2))
points[:, 0] = np.random.uniform(0, 4, N)
points[:, 1] = 1.7 * points[:, 0] - 0.6 + np.random.normal(0, 0.3, N)

a = 0.0        # pente
b = 0.0        # ordonnee a l'origine
pas = 0.05
nb_iter = 200

erreurs = []
for k in range(nb_iter):
    grad_a = 0
    grad_b = 0
    cout = 0
    for i in range(N):
        x = points[i, 0]
        y = points[i, 1]
        y_chapeau = a * x + b
        cout += (y - y_chapeau) ** 2 / N
        # derivees partielles de l'erreur quadratique moyenne
        grad_a += -(2 / N) * x * (y - y_chapeau)
        grad_b += -(2 / N) * (y - y_chapeau)
    erreurs.append(cout)
    a = a - pas * grad_a
    b = b - pas * grad_b

print("apres {} iterations : a = {:.3f}, b = {:.3f}, erreur = {:.4f}".format(nb_iter, a, b, erreurs[-1]))
if False:
    import matplotlib.pyplot as plt
    plt.scatter(points[:, 0], points[:, 1])
    plt.plot(points[:, 0], a * points[:, 0] + b, 'r')
    plt.show()
