# TP 3 : que se passe-t-il si tous les poids sont egaux au depart ?
import numpy as np

entree = np.array([[0., 0., 1., 1.], [0., 1., 0., 1.]])
cible = np.array([[0., 0., 0., 1.]])        # ET logique
poids1 = np.full((3, 2), 0.5)
biais1 = np.full((3, 1), 0.5)
poids2 = np.full((1, 3), 0.5)
biais2 = 0.5
pas = 0.4


def sigmoide(v, deriv=False):
    s = 1 / (1 + np.exp(-v))
    if deriv == True:
        return s * (1 - s)
    return s


for tour in range(1000):
    v1 = poids1 @ entree + biais1
    cachee = sigmoide(v1)
    v2 = poids2 @ cachee + biais2
    sortie = sigmoide(v2)
    cout = np.sum((cible - sortie) ** 2) / (2 * cible.size)

    delta2 = -(cible - sortie) * sigmoide(v2, deriv=True)
    delta1 = (poids2.T @ delta2) * sigmoide(v1, deriv=True)

    n = entree.shape[1]
    poids1 -= pas * (delta1 @ entree.T) / n
    biais1 -= pas * delta1.mean(axis=1, keepdims=True)
    poids2 -= pas * (delta2 @ cachee.T) / n
    biais2 -= pas * delta2.mean()
    if tour % 250 == 0:
        print('tour', tour, 'cout', cout)

print('les trois neurones sont identiques:', np.allclose(poids1[0], poids1[1]))
