import numpy as np

np.random.seed(4711)
# kleine 3x3-Bilder: waagrecht, senkrecht, diagonal
muster = {0: [0, 0, 0, 1, 1, 1, 0, 0, 0], 1: [0, 1, 0, 0, 1, 0, 0, 1, 0], 2: [1, 0, 0, 0, 1, 0, 0, 0, 1]}
bilder = []
ziele = []
for wiederholung in range(12):
    for klasse, bild in muster.items():
        bilder.append(np.array(bild) + np.random.normal(0, 0.15, 9))
        ziele.append([0.99 if klasse == k else 0.01 for k in range(3)])
bilder = np.array(bilder)
ziele = np.array(ziele)


class NeuronalesNetz:
    def __init__(self, eingang, versteckt, ausgang, lernrate):
        self.lr = lernrate
        self.w_ev = np.random.normal(0.0, versteckt ** -0.5, (versteckt, eingang))
        self.w_va = np.random.normal(0.0, ausgang ** -0.5, (ausgang, versteckt))
        self.aktivierung = lambda x: 1 / (1 + np.exp(-x))

    def trainiere(self, eingabe, ziel):
        e = np.array(eingabe, ndmin=2).T
        z = np.array(ziel, ndmin=2).T
        v = self.aktivierung(np.dot(self.w_ev, e))
        a = self.aktivierung(np.dot(self.w_va, v))
        fehler_a = z - a
        fehler_v = np.dot(self.w_va.T, fehler_a * a * (1.0 - a))
        self.w_va += self.lr * np.dot((fehler_a * a * (1.0 - a)), np.transpose(v))
        self.w_ev += self.lr * np.dot((fehler_v * v * (1.0 - v)), np.transpose(e))
        return a

    def frage(self, eingabe):
        return self.aktivierung(self.w_va @ self.aktivierung(self.w_ev @ eingabe))


netz = NeuronalesNetz(9, 6, 3, 0.3)
for epoche in range(30):
    for eingabe, ziel in zip(bilder, ziele):
        antwort = netz.trainiere(eingabe, ziel)
treffer = [np.argmax(netz.frage(b)) == np.argmax(z) for b, z in zip(bilder, ziele)]
print('Trefferquote:', np.mean(treffer))
