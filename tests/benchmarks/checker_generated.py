"""Programs made at random, right or with planted mistakes: how often are exactly those named?

Each program is drawn from styles: samples in columns or rows; a script, functions, a class, or
loops over layers; course names, delta names; ``@``, ``np.dot`` or ``einsum``; tanh, relu, leaky
relu or sigmoid; cross-entropy, squared error or softmax; where 1/m stands; an L2 penalty; dropout;
momentum in the same loop.  A mistake changes one line of the backward part.
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np

from tinygrad_bc.checker import check_source

ACTIVATIONS = {  # forward, derivative by a and z, wrong derivatives
    "tanh": ("np.tanh({z})", "(1 - {a} ** 2)", ["(1 - {z} ** 2)", "(1 - {a})", "{a} * (1 - {a})"]),
    "sigmoid": ("1 / (1 + np.exp(-{z}))", "{a} * (1 - {a})", ["{z} * (1 - {z})", "(1 - {a} ** 2)"]),
    "relu": ("np.maximum(0, {z})", "({z} > 0)", ["({z} < 0)", "(1 - {a} ** 2)"]),
    "leaky": ("np.where({z} > 0, {z}, 0.1 * {z})", "np.where({z} > 0, 1, 0.1)", ["({z} > 0)"]),
}
NAMES = {  # W, b, Z, A, dZ, dW, db of one layer
    "course": ("W{k}", "b{k}", "Z{k}", "A{k}", "dZ{k}", "dW{k}", "db{k}"),
    "delta": ("w{k}", "c{k}", "net{k}", "out{k}", "delta{k}", "grad_w{k}", "grad_c{k}"),
    "own": ("self.W{k}", "self.b{k}", "self.z{k}", "self.a{k}", "d{k}", "self.gW{k}", "self.gb{k}"),
    "lists": ("W[{k}]", "b[{k}]", "Z[{k}]", "A[{k}]", "dZ[{k}]", "dW[{k}]", "db[{k}]"),
}
Line = tuple[str, list[str]]


@dataclass
class Style:
    """How one program is written."""

    form: str
    rows: bool
    inside: bool
    l2: bool
    dropout: bool
    momentum: bool
    act: str
    loss: str
    product: str
    depth: int
    names: str
    samples: int

    def name(self, what: str, k: object) -> str:
        at = ("W", "b", "Z", "A", "dZ", "dW", "db").index(what)
        return NAMES[self.names][at].format(k=k)

    def below(self, k: object) -> str:
        if self.names == "lists":
            return f"A[{k} - 1]" if isinstance(k, str) else f"A[{k - 1}]"
        if k == 1:
            return "X"
        return f"H{k - 1}" if self.dropout else self.name("A", k - 1)

    def times(self, a: str, b: str) -> str:
        """A matrix product, where an operand may end in ``.T``."""
        if self.product == "einsum":
            left = "ji" if a.endswith(".T") else "ij"
            right = "kj" if b.endswith(".T") else "jk"
            return (
                f"np.einsum('{left},{right}->ik', {a.removesuffix('.T')}, {b.removesuffix('.T')})"
            )
        return f"np.dot({a}, {b})" if self.product == "dot" else f"{a} @ {b}"

    def scores(self, k: object) -> str:
        W, below = self.name("W", k), self.below(k)
        return (
            f"{self.times(below, W) if self.rows else self.times(W, below)} + {self.name('b', k)}"
        )

    def output(self, z: str) -> str:
        if self.loss != "softmax":
            return ACTIVATIONS["sigmoid"][0].format(z=z)
        return f"np.exp({z}) / np.sum(np.exp({z}), axis={1 if self.rows else 0}, keepdims=True)"

    def cost(self, a: str) -> str:
        text = {
            "cross": f"-np.sum(Y * np.log({a}) + (1 - Y) * np.log(1 - {a})) / m",
            "squared": f"np.sum(({a} - Y) ** 2) / (2 * m)",
            "softmax": f"-np.sum(Y * np.log({a})) / m",
        }[self.loss]
        weights = (self.name("W", k) for k in range(1, self.depth + 1))
        return text + "".join(f" + lam / 2 * np.sum({W} ** 2)" for W in weights if self.l2)

    # the backward part: (right line, wrong versions)

    def error(self) -> Line:
        a, dZ = self.name("A", self.depth), self.name("dZ", self.depth)
        short, long = f"({a} - Y)", f"({a} - Y) * {a} * (1 - {a})"
        right, wrong = (long, short) if self.loss == "squared" else (short, long)
        share = " / m" if self.inside else ""
        return f"{dZ} = {right}{share}", [f"{dZ} = {wrong}{share}"]

    def parameters(self, k: object, last: bool) -> list[Line]:
        dZ, dW, db, W = (self.name(n, k) for n in ("dZ", "dW", "db", "W"))
        share, penalty = "" if self.inside else " / m", f" + lam * {W}" if self.l2 else ""
        inputs = [self.below(k), self.name("A", k)]
        good, bad = (self.times(f"{x}.T", dZ) if self.rows else self.times(dZ, f"{x}.T")
                     for x in inputs)  # fmt: skip
        wrong = [f"{dW} = 3 * {good}{share}{penalty}", f"{dW} = -{good}{share}{penalty}",
                 f"{dW} = {bad}{share}{penalty}"]  # fmt: skip
        wrong += [f"{dW} = {good}{share} + 2 * lam * {W}"] if self.l2 else []
        wrong += [f"{dW} = {good}{penalty}"] if share else []
        axis = 0 if self.rows else 1
        total = f"np.sum({dZ}, axis={axis}, keepdims=True)"
        biases = [f"{db} = 2 * {total}{share}"]
        biases += [] if last else [f"{db} = np.sum({dZ}){share}"]
        biases += [f"{db} = {total}"] if share else []
        return [(f"{dW} = {good}{share}{penalty}", wrong), (f"{db} = {total}{share}", biases)]

    def down(self, k: object, above: object) -> list[Line]:
        dZ, z, a = (self.name(n, k) for n in ("dZ", "Z", "A"))
        W, upper = self.name("W", above), self.name("dZ", above)
        back = self.times(upper, f"{W}.T") if self.rows else self.times(f"{W}.T", upper)
        _, slope, bad = ACTIVATIONS[self.act]
        good, *others = (s.format(z=z, a=a) for s in (slope, *bad))
        lines: list[Line] = []
        if self.dropout:
            lines.append((f"dH{k} = ({back}) * D{k}", [f"dH{k} = {back}"]))
            back = f"dH{k}"
        wrong = [f"{dZ} = ({back}) * {s}" for s in others]
        wrong += [f"{dZ} = -({back}) * {good}"] + ([] if self.dropout else [f"{dZ} = {back}"])
        return [*lines, (f"{dZ} = ({back}) * {good}", wrong)]

    def forward(self) -> list[str]:
        if self.names == "lists":
            act = ACTIVATIONS[self.act][0].format(z="Z[l]")
            z = f"Z[{self.depth}]"
            return ["A[0] = X", f"for l in range(1, {self.depth}):",
                    f"    Z[l] = {self.scores('l')}", f"    A[l] = {act}",
                    f"{z} = {self.scores(self.depth)}",
                    f"A[{self.depth}] = {self.output(z)}"]  # fmt: skip
        lines = []
        for k in range(1, self.depth + 1):
            z, a = self.name("Z", k), self.name("A", k)
            lines.append(f"{z} = {self.scores(k)}")
            hidden = k < self.depth
            made = ACTIVATIONS[self.act][0].format(z=z) if hidden else self.output(z)
            lines.append(f"{a} = {made}")
            if hidden and self.dropout:
                lines += [f"D{k} = (rng.random({a}.shape) < 0.8) / 0.8", f"H{k} = {a} * D{k}"]
        return lines

    def backward(self) -> list[tuple[str, Line]]:
        """(indentation, line), the loop's header without wrong versions."""
        if self.names == "lists":
            head: Line = (f"for l in range({self.depth - 1}, 0, -1):", [])
            above = [self.error(), *self.parameters(self.depth, True), head]
            inside = [*self.down("l", "l + 1"), *self.parameters("l", False)]
            return [("", x) for x in above] + [("    ", x) for x in inside]
        lines = [self.error()]
        for k in range(self.depth, 0, -1):
            lines += self.parameters(k, k == self.depth)
            lines += self.down(k - 1, k) if k > 1 else []
        return [("", x) for x in lines]


def drawn(rng):
    """A style at random."""
    form = str(rng.choice(["script", "functions", "class", "loops"]))
    flag = lambda p=0.5: bool(rng.random() < p)  # noqa: E731
    names = {"class": "own", "loops": "lists"}.get(form) or str(rng.choice(["course", "delta"]))
    return Style(
        form=form, rows=flag(), inside=flag(), l2=flag(0.4), dropout=form == "script" and flag(0.3),
        momentum=form != "functions" and flag(0.3), act=str(rng.choice(list(ACTIVATIONS))),
        loss=str(rng.choice(["cross", "squared", "softmax"])),
        product=str(rng.choice(["@", "dot", "einsum"])), depth=int(rng.integers(2, 4)), names=names,
        samples=int(rng.integers(6, 12)),
    )  # fmt: skip


def data(rng, s, mistakes):
    """The lines that make the data and the parameters."""
    m, units = s.samples, 3 if s.loss == "softmax" else 1
    widths = rng.integers(4, 6, s.depth - 1) if mistakes < 2 else [3] * (s.depth - 1)
    sizes = [3, *(int(n) for n in widths), units]  # a wrong shape ends the pass: alone only
    shape = lambda i, j: (i, j) if s.rows else (j, i)  # noqa: E731
    text = ["import numpy as np", f"rng = np.random.default_rng({rng.integers(1000)})"]
    text.append(f"X = rng.normal(size={shape(m, 3)})")
    if units == 1:
        text.append(f"Y = (X[{':, :1' if s.rows else ':1'}] > 0) * 1.0")
    else:
        labels = f"np.eye(3)[rng.integers(0, 3, {m})]"
        text.append(f"Y = {labels}" + ("" if s.rows else ".T"))
    text.append(f"m, lam, lr = {m}, 0.3, 0.1")
    made = []
    for k in range(1, s.depth + 1):
        W, b = shape(sizes[k - 1], sizes[k]), shape(1, sizes[k])
        made.append((k, f"rng.normal(size={W}) * 0.7", f"rng.normal(size={b}) * 0.1"))
    return text, made


def program(rng, mistakes):
    """A program's text and the lines of its planted mistakes."""
    s = drawn(rng)
    text, made = data(rng, s, mistakes)
    back = s.backward()
    able = [i for i, (_, (_, wrong)) in enumerate(back) if wrong]
    chosen = set(rng.choice(able, mistakes, replace=False)) if mistakes else set()
    planted: list[int] = []
    last, own = s.name("A", s.depth), "self." if s.names == "own" else ""
    names = [s.name(n, k) for k, _, _ in made for n in ("W", "b")]
    grads = [s.name(n, k) for k, _, _ in made for n in ("dW", "db")]

    def put(lines, pad):
        text.extend(pad + line for line in lines)

    def put_backward(pad):
        for i, (inner, (right, wrong)) in enumerate(back):
            text.append(pad + inner + (str(rng.choice(wrong)) if i in chosen else right))
            planted.extend([len(text)] if i in chosen else [])

    def velocity(n):
        return f"{own}v_{n.removeprefix('self.').replace('[', '').replace(']', '')}"

    def steps(pad):
        for n, g in zip(names, grads, strict=True):
            if s.momentum:
                put([f"{velocity(n)} = 0.9 * {velocity(n)} - lr * {g}"], pad)
                put([f"{n} = {n} + {velocity(n)}"], pad)
            else:
                put([f"{n} -= lr * {g}"], pad)

    def begin(pad):
        for k, W, b in made:
            put([f"{s.name('W', k)} = {W}", f"{s.name('b', k)} = {b}"], pad)
        put([f"{velocity(n)} = np.zeros_like({n})" for n in names if s.momentum], pad)

    if s.form == "class":
        text.append("class Net:")
        put(["def __init__(self):"], "    ")
        begin(" " * 8)
        put(["def forward(self, X):"], "    ")
        put([*s.forward(), f"return {last}"], " " * 8)
        put(
            ["def cost(self, Y):", f"    return {s.cost(last)}", "def backward(self, X, Y):"],
            "    ",
        )
        put_backward(" " * 8)
        put(["def step(self):"], "    ")
        steps(" " * 8)
        text += ["net = Net()", "for epoch in range(50):", "    net.forward(X)",
                 "    J = net.cost(Y)", "    net.backward(X, Y)", "    net.step()"]  # fmt: skip
        return "\n".join(text) + "\n", planted
    if s.form == "loops":
        text += [f"{n} = [None] * {s.depth + 1}" for n in ("W", "b", "Z", "A", "dZ", "dW", "db")]
    begin("")
    if s.form == "functions":
        values = ", ".join(s.name(n, k) for k, _, _ in made for n in ("Z", "A"))
        put(["def forward(X):", *(f"    {x}" for x in s.forward()), f"    return {values}"], "")
        put([f"def cost({last}, Y):", f"    return {s.cost(last)}"], "")
        put([f"def backward(X, Y, {values}):"], "")
        put_backward("    ")
        put([f"    return {', '.join(grads)}"], "")
    else:
        text.append("for step in range(100):")
        put([*s.forward(), f"J = {s.cost(last)}"], "    ")
        put_backward("    ")
        steps("    ")
    return "\n".join(text) + "\n", planted


def measured(count, mistakes, seed, show=0):
    """How often exactly the planted lines are named, and how often one besides."""
    rng = np.random.default_rng([seed, mistakes])
    exact = accused = 0
    for _ in range(count):
        text, planted = program(rng, mistakes)
        report = check_source(text)
        lines = sorted(f["line"] for f in report.findings)
        good = lines == sorted(planted) and (mistakes > 0 or report.verdict == "right")
        exact += good
        accused += bool(set(lines) - set(planted))
        if not good and show:
            show -= 1
            print("\n".join(f"{i:>3} {t}" for i, t in enumerate(text.splitlines(), 1)), planted,
                  report, sep="\n")  # fmt: skip
    return exact, accused


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100, help="programs for each number (100)")
    parser.add_argument("--right", type=int, default=0, help="untouched programs (as --count)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="failures to print")
    options = parser.parse_args()
    for mistakes in (0, 1, 2, 3):
        count = options.right or options.count if mistakes == 0 else options.count
        if not count:
            continue
        begin = time.perf_counter()
        exact, accused = measured(count, mistakes, options.seed, options.show)
        seconds = (time.perf_counter() - begin) / count
        print(f"{mistakes} planted: exactly named {exact}/{count}, "
              f"a line besides {accused}, {seconds:.2f} s each", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
