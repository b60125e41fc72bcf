import numpy as np

np.random.seed(9)
muestras = np.random.randn(30, 3)
clases = (muestras[:, 0] > muestras[:, 1] * muestras[:, 2]).astype(float)

w_oculta = np.random.uniform(-0.7, 0.7, (4, 3))
b_oculta = np.zeros((4, 1))
w_salida = np.random.uniform(-0.7, 0.7, (1, 4))
b_salida = np.zeros((1, 1))
tasa = 0.3

for epoca in range(10):
    total = 0
    for k in range(len(muestras)):
        entrada = muestras[k].reshape(3, 1)
        clase = clases[k]

        oculta = np.tanh(w_oculta @ entrada + b_oculta)
        salida = 1 / (1 + np.exp(-(w_salida @ oculta + b_salida)))
        perdida = -(clase * np.log(salida) + (1 - clase) * np.log(1 - salida))[0, 0]
        total += perdida

        delta_salida = salida - clase
        w_salida -= tasa * delta_salida @ oculta.T
        b_salida -= tasa * delta_salida
        delta_oculta = (w_salida.T @ delta_salida) * (1 - oculta ** 2)
        w_oculta -= tasa * delta_oculta @ entrada.T
        b_oculta -= tasa * delta_oculta
    print(epoca, total / len(muestras))
