import numpy as np

x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
y = np.array([3.2, 4.9, 7.1, 9.0, 11.2, 12.8])

m_cur = 0.0
c_cur = 0.0
L = 0.01
n = float(len(x))

for i in range(1000):
    y_pred = m_cur * x + c_cur
    D_m = (-2 / n) * sum(x * (y - y_pred))
    D_c = (-2 / n) * sum(y - y_pred)
    m_cur = m_cur - L * D_m
    c_cur = c_cur - L * D_c
    if i % 250 == 0:
        print(i, sum((y - y_pred) ** 2) / n)

print("slope", m_cur, "intercept", c_cur)
