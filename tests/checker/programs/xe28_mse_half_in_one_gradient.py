import numpy as np

gerador = np.random.RandomState(28)
qtd = 32
dados = gerador.uniform(-1, 1, (qtd, 2))
alvo = (dados[:, 0] * 0.5 + dados[:, 1] ** 2).reshape(qtd, 1)

w1 = gerador.randn(2, 6)
b1 = gerador.randn(6) * 0.1
w2 = gerador.randn(6, 1)
b2 = gerador.randn(1) * 0.1
taxa = 0.05

for volta in range(90):
    soma1 = dados.dot(w1) + b1
    oculta = 1 / (1 + np.exp(-soma1))
    saida = oculta.dot(w2) + b2
    residuo = saida - alvo
    erro_medio = np.mean(residuo ** 2)

    grad_w2 = oculta.T.dot(residuo) / qtd
    grad_b2 = 2 * residuo.mean(axis=0)
    erro_oculta = 2 * residuo.dot(w2.T)
    delta_oculta = erro_oculta * oculta * (1 - oculta)
    grad_w1 = dados.T.dot(delta_oculta) / qtd
    grad_b1 = delta_oculta.mean(axis=0)

    w2 -= taxa * grad_w2
    b2 += taxa * grad_b2
    w1 -= taxa * grad_w1
    b1 -= taxa * grad_b1
    if volta % 30 == 0:
        print(volta, erro_medio)
