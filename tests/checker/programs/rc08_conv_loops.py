import numpy as np

np.random.seed(7)

def make_images(n):
    imgs, labels = [], []
    for i in range(n):
        im = np.random.rand(8, 8) * 0.3
        k = np.random.randint(0, 8)
        if i % 2 == 0:
            im[k, :] += 1
        else:
            im[:, k] += 1
        imgs.append(im)
        labels.append(i % 2)
    return np.array(imgs), np.array(labels)

def conv_forward(img, filters, bias):
    nf, f, _ = filters.shape
    o = img.shape[0] - f + 1
    out = np.zeros((o, o, nf))
    for i in range(o):
        for j in range(o):
            out[i, j] = np.sum(img[i:i + f, j:j + f] * filters, axis=(1, 2)) + bias
    return out

def conv_backward(img, d_out, filters):
    nf, f, _ = filters.shape
    d_filters = np.zeros(filters.shape)
    for i in range(d_out.shape[0]):
        for j in range(d_out.shape[1]):
            for k in range(nf):
                d_filters[k] += d_out[i, j, k] * img[i:i + f, j:j + f]
    return d_filters, d_out.sum(axis=(0, 1))

filters = np.random.randn(3, 3, 3) / 9
fbias = np.zeros(3)
weights = np.random.randn(6 * 6 * 3, 2) / 108
biases = np.zeros(2)

def forward(image, label):
    conv = conv_forward(image, filters, fbias)
    relu = np.maximum(conv, 0)
    flat = relu.flatten()
    totals = flat @ weights + biases
    e = np.exp(totals - totals.max())
    out = e / e.sum()
    return conv, flat, out, -np.log(out[label])

def backward(image, label, conv, flat, out):
    d_t = out.copy()
    d_t[label] -= 1
    d_w = flat[np.newaxis].T @ d_t[np.newaxis]
    d_b = d_t
    d_relu = (weights @ d_t).reshape(conv.shape)
    d_relu[conv < 0] = 0
    d_f, d_fb = conv_backward(image, d_relu, filters)
    return d_f, d_fb, d_w, d_b

images, labels = make_images(30)
for epoch in range(4):
    total = 0
    for im, lab in zip(images, labels):
        conv, flat, out, l = forward(im, lab)
        d_f, d_fb, d_w, d_b = backward(im, lab, conv, flat, out)
        filters -= 0.02 * d_f
        fbias -= 0.02 * d_fb
        weights -= 0.02 * d_w
        biases -= 0.02 * d_b
        total += l
    print("epoch", epoch, "loss", total / len(images))
