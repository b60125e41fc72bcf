# Лабораторная работа №3. Однослойная сеть, дельта-правило (Уидроу-Хофф + сигмоида)
import numpy as np

np.random.seed(33)

kol_obrazov = 30
vhody = np.random.uniform(-1, 1, size=(kol_obrazov, 3))
# два выхода: больше ли первый второго, и положительна ли сумма
celi = np.zeros((kol_obrazov, 2))
for i in range(kol_obrazov):
    celi[i, 0] = 1 if vhody[i, 0] > vhody[i, 1] else 0
    celi[i, 1] = 1 if vhody[i].sum() > 0 else 0

vesa = np.random.uniform(-0.5, 0.5, size=(2, 3))
porogi = np.zeros(2)
skorost = 0.6


def aktivacia(s):
    return 1 / (1 + np.exp(-s))


for epoha in range(80):
    oshibka_epohi = 0
    for nomer in np.random.permutation(kol_obrazov):
        obraz = vhody[nomer]
        s = vesa.dot(obraz) - porogi            # порог вычитается!
        vyhod = aktivacia(s)
        e = celi[nomer] - vyhod
        oshibka_epohi += 0.5 * np.dot(e, e)
        delta = e * vyhod * (1 - vyhod)
        vesa += skorost * np.outer(delta, obraz)
        porogi -= skorost * delta
    if epoha % 20 == 0:
        print('эпоха', epoha, 'ошибка', oshibka_epohi)

pravilno = 0
for obraz, cel in zip(vhody, celi):
    otvet = (aktivacia(vesa.dot(obraz) - porogi) > 0.5)
    pravilno += int(np.all(otvet == (cel == 1)))
print('правильно', pravilno, 'из', kol_obrazov)
