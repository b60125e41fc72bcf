"""Programs made at random, right or with planted mistakes: how often are exactly those named?

Each program is drawn from styles: samples in columns or rows, a script or functions, activations,
losses, where 1/m stands, an L2 penalty, momentum, names.  A mistake changes one backward line.
"""

import argparse
import time

import numpy as np

from tinygrad_bc.checker import check_source

ACTIVATIONS = {  # forward, derivative by a and z, a wrong derivative
    "tanh": ("np.tanh({z})", "(1 - {a} ** 2)", "(1 - {z} ** 2)"),
    "sigmoid": ("1 / (1 + np.exp(-{z}))", "{a} * (1 - {a})", "{z} * (1 - {z})"),
    "relu": ("np.maximum(0, {z})", "({z} > 0)", "({z} < 0)"),
    "leaky": ("np.where({z} > 0, {z}, 0.1 * {z})", "np.where({z} > 0, 1, 0.1)", "({z} > 0)"),
}


def backward_lines(rng, rows, act, loss, depth, inside, l2):
    """(right line, wrong versions) for every line of the backward part."""
    m = "m"
    scale = "" if inside else f" / {m}"
    lines = []
    error = f"A{depth} - Y" if loss == "cross" else f"(A{depth} - Y) * A{depth} * (1 - A{depth})"
    other = f"(A{depth} - Y) * A{depth} * (1 - A{depth})" if loss == "cross" else f"A{depth} - Y"
    first = f"({error}) / {m}" if inside else error
    lines.append((f"dZ{depth} = {first}", [f"dZ{depth} = ({other}){' / m' if inside else ''}"]))
    for k in range(depth, 0, -1):
        below = f"A{k - 1}" if k > 1 else "X"
        dW, wrong_in = (
            (f"{below}.T @ dZ{k}", f"A{k}.T @ dZ{k}") if rows else
            (f"dZ{k} @ {below}.T", f"dZ{k} @ A{k}.T")
        )  # fmt: skip
        penalty = f" + lam * W{k}" if l2 else ""
        wrong = [f"dW{k} = {dW}{scale} * 3{penalty}", f"dW{k} = {wrong_in}{scale}{penalty}"]
        wrong += [f"dW{k} = {dW}{scale} + 2 * lam * W{k}"] if l2 else []
        lines.append((f"dW{k} = {dW}{scale}{penalty}", wrong))
        axis = 0 if rows else 1
        right = f"db{k} = dZ{k}.sum(axis={axis}, keepdims=True){scale}"
        wrong = [f"db{k} = 2 * dZ{k}.sum(axis={axis}, keepdims=True){scale}"]
        lines.append((right, [*wrong, f"db{k} = np.sum(dZ{k}){scale}"] if k < depth else wrong))
        if k == 1:
            break
        back = f"(dZ{k} @ W{k}.T)" if rows else f"(W{k}.T @ dZ{k})"
        _, slope, bad = ACTIVATIONS[act]
        slope, bad = (s.format(a=f"A{k - 1}", z=f"Z{k - 1}") for s in (slope, bad))
        lines.append((f"dZ{k - 1} = {back} * {slope}", [f"dZ{k - 1} = {back} * {bad}",
                                                        f"dZ{k - 1} = {back}"]))  # fmt: skip
    return lines


def program(rng, mistakes):
    """A program's text and the lines of its planted mistakes."""
    rows, inside, l2 = (bool(rng.integers(2)) for _ in range(3))
    act, loss = rng.choice(list(ACTIVATIONS)), rng.choice(["cross", "squared"])
    depth, function, momentum = int(rng.integers(2, 4)), rng.random() < 0.4, rng.random() < 0.3
    sizes = [3, *(int(n) for n in rng.integers(4, 6, depth - 1)), 1]
    back = backward_lines(rng, rows, act, loss, depth, inside, l2)
    chosen = set(rng.choice(len(back), mistakes, replace=False)) if mistakes else set()
    text = ["import numpy as np", f"rng = np.random.default_rng({rng.integers(1000)})"]
    text += [f"X = rng.normal(size={(7, 3) if rows else (3, 7)})",
             f"Y = (X[{':, :1' if rows else ':1'}] > 0) * 1.0", "m, lam = 7, 0.3"]  # fmt: skip
    names = [f"{v}{k}" for k in range(1, depth + 1) for v in "Wb"]
    for k in range(1, depth + 1):
        w = (sizes[k - 1], sizes[k]) if rows else (sizes[k], sizes[k - 1])
        b = (1, sizes[k]) if rows else (sizes[k], 1)
        text += [f"W{k} = rng.normal(size={w}) * 0.7", f"b{k} = rng.normal(size={b}) * 0.1"]
    if momentum and not function:
        text += [f"v{n} = np.zeros_like({n})" for n in names]
    forward = []
    for k in range(1, depth + 1):
        below = f"A{k - 1}" if k > 1 else "X"
        forward.append(f"Z{k} = {f'{below} @ W{k}' if rows else f'W{k} @ {below}'} + b{k}")
        kind = act if k < depth else "sigmoid"
        forward.append(f"A{k} = {ACTIVATIONS[kind][0].format(z=f'Z{k}')}")
    last = f"A{depth}"
    cost = (f"-np.sum(Y * np.log({last}) + (1 - Y) * np.log(1 - {last})) / m" if loss == "cross"
            else f"np.sum(({last} - Y) ** 2) / (2 * m)")  # fmt: skip
    if l2:
        cost += "".join(f" + lam / 2 * np.sum(W{k} ** 2)" for k in range(1, depth + 1))
    values = ", ".join(f"{v}{k}" for k in range(1, depth + 1) for v in "ZA")
    if function:
        text += ["def forward(X):", *(f"    {s}" for s in forward), f"    return {values}"]
        text += [f"def cost({last}, Y):", f"    return {cost}"]
        text += [f"def backward(X, Y, {values}):"]
    else:
        text += ["for step in range(100):", *(f"    {s}" for s in forward), f"    cost = {cost}"]
    planted = []
    for i, (right, wrong) in enumerate(back):
        text.append("    " + (str(rng.choice(wrong)) if i in chosen else right))
        planted += [len(text)] if i in chosen else []
    if function:
        text.append("    return " + ", ".join(f"d{n}" for n in names))
    elif momentum:
        for n in names:
            text += [f"    v{n} = 0.9 * v{n} - 0.1 * d{n}", f"    {n} = {n} + v{n}"]
    else:
        text += [f"    {n} -= 0.1 * d{n}" for n in names]
    return "\n".join(text) + "\n", planted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--show", type=int, default=0, help="failures to print")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    for mistakes in (0, 1, 2, 3):
        exact, accused, begin = 0, 0, time.perf_counter()
        for _ in range(options.count):
            text, planted = program(rng, mistakes)
            report = check_source(text)
            lines = sorted(f["line"] for f in report.findings)
            good = lines == planted and (mistakes > 0 or report.verdict == "right")
            exact += good
            accused += bool(set(lines) - set(planted))
            if not good and options.show:
                options.show -= 1
                print(text, planted, report, sep="\n")
        seconds = (time.perf_counter() - begin) / options.count
        print(f"{mistakes} planted: exactly named {exact}/{options.count}, "
              f"a line besides {accused}, {seconds:.2f} s each")  # fmt: skip


if __name__ == "__main__":
    main()
