import numpy as np

# titanic-like toy table: age, fare, sex, class
rng = np.random.RandomState(17)
n = 150
age = rng.uniform(1, 70, n)
fare = rng.exponential(30, n)
sex = rng.randint(0, 2, n)
pclass = rng.randint(1, 4, n)
survived = (1.5 * sex - 0.6 * pclass + 0.01 * fare - 0.02 * age + rng.randn(n) * 0.5 > 0).astype(int)

features = np.column_stack([age, fare, sex, pclass]).astype(float)
features = (features - features.mean(axis=0)) / features.std(axis=0)
features = np.column_stack([np.ones(n), features])

beta = np.zeros(5)
for i in range(300):
    score = np.dot(features, beta)
    prediction = 1 / (1 + np.exp(-score))

    ll = np.sum(survived * score - np.log(1 + np.exp(score)))
    loss = -ll

    gradient = np.dot(features.T, survived - prediction)
    beta += 5e-3 * gradient

    if i % 60 == 0:
        print("iteration", i, "log likelihood", ll)

final = (features @ beta > 0).astype(int)
print("accuracy:", (final == survived).mean())
