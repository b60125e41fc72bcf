"""A 4-layer network whose loss never improves beyond ln 2 = 0.6931: which line is to blame?

A learner asked: "my 4-layer tanh network's loss never improves beyond 0.69321, and the gradients
are as small as 1e-7." The backward pass, as typed:

    DA4 = -( Y / A4 + (1 - Y / 1 - A4 ) )
    DZ4 = DA4 * (1 - Z4^2)                      and the same derivative, of Z, in hidden layers
    dW, db divided by m

Answers replaced the output's derivative by sigmoid' (`sigmoid(Z) * (1 - sigmoid(Z))`; before, it
was `x * (1 - x)` applied to Z) and tanh by relu, and reported 100 % accuracy. An article has
weights `randn * 0.01` "to prevent vanishing gradients", relu, `dZ[L] = A[L] - Y`, and
`db[l] = dZ[l] / m`, which forgets the sum over the samples.

This program runs all of them, each correction alone and together, on two classes of equal size,
with weights x 0.01 and with He/Xavier weights. Every sentence that it prints is chosen by the
numbers above it. Taken as understood: `^` means the square (in Python `**`), and the output
activation is the sigmoid, as the derivative of the cost supposes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tinygrad_bc import manual

LN2 = math.log(2)
LAYERS = [2, 8, 8, 8, 1]
LEARNING_RATE = 0.3
Array = np.ndarray[Any, np.dtype[Any]]

# Each line of the backward pass, as typed and corrected, under the words the tables use.
DA_L: dict[str, Callable[[Array, Array], Array]] = {
    "-(Y/A + (1 - Y/1 - A))": lambda Y, A: -(Y / A + (1 - Y / 1 - A)),
    "-(Y/A + (1-Y)/(1-A))": lambda Y, A: -(Y / A + (1 - Y) / (1 - A)),
    "-(Y/A - (1-Y)/(1-A))": lambda Y, A: -(Y / A - (1 - Y) / (1 - A)),
}
DZ_L: dict[str, Callable[[Array, Array], Array]] = {
    "dA*(1 - Z**2)": lambda Z, A: 1 - Z**2,
    "dA*Z*(1 - Z)": lambda Z, A: Z * (1 - Z),
    "dA*A*(1 - A)": lambda Z, A: A * (1 - A),
}
HIDDEN: dict[str, Callable[[Array, Array], Array]] = {
    "tanh, 1 - Z**2": lambda Z, A: 1 - Z**2,
    "tanh, 1 - A**2": lambda Z, A: 1 - A**2,
    "relu, Z > 0": lambda Z, A: (Z > 0).astype(float),
}
DA_TYPED, DA_BRACKETS, DA_RIGHT = DA_L
DZ_TYPED, DZ_X1X, DZ_RIGHT = DZ_L
TANH_TYPED, TANH_RIGHT, RELU = HIDDEN


@dataclass(frozen=True)
class Variant:
    """A backward pass, line by line."""

    name: str
    dA_L: str = DA_RIGHT
    dZ_L: str = DZ_RIGHT
    hidden: str = TANH_RIGHT
    short: bool = False  # begin with dZ[L] = A[L] - Y
    db_sums: bool = True

    @property
    def activation(self) -> str:
        """The hidden activation, "tanh" or "relu"."""
        return self.hidden[:4]


RIGHT_TANH = Variant("every line right, tanh")
RIGHT_RELU = Variant("every line right, relu", hidden=RELU)
TYPED = Variant("as typed by the learner", DA_TYPED, DZ_TYPED, TANH_TYPED)
ARTICLE = Variant("article as typed", hidden=RELU, short=True, db_sums=False)
VARIANTS = [
    TYPED,
    replace(TYPED, name="  + dA[L] corrected", dA_L=DA_RIGHT),
    replace(TYPED, name="  + dZ[L] with Z(1-Z)", dZ_L=DZ_X1X),
    replace(TYPED, name="  + dZ[L] with sigmoid'", dZ_L=DZ_RIGHT),
    replace(TYPED, name="  + hidden 1 - A**2", hidden=TANH_RIGHT),
    replace(TYPED, name="  + tanh to relu", hidden=RELU),
    replace(TYPED, name="  + sigmoid' and relu (answers)", dZ_L=DZ_RIGHT, hidden=RELU),
    replace(TYPED, name="  + dA[L] and sigmoid'", dA_L=DA_RIGHT, dZ_L=DZ_RIGHT),
    ARTICLE,
    replace(ARTICLE, name="  + db summed", db_sums=True),
    RIGHT_TANH,
    RIGHT_RELU,
]
# One wrong line in an otherwise right program: what does that line do by itself?
ALONE = [
    Variant("only dA[L] wrong: as typed", dA_L=DA_TYPED),
    Variant("only dA[L] wrong: sign of (1-Y)", dA_L=DA_BRACKETS),
    Variant("only dZ[L] wrong: 1 - Z**2", dZ_L=DZ_TYPED),
    Variant("only dZ[L] wrong: Z(1-Z)", dZ_L=DZ_X1X),
    Variant("only hidden wrong: 1 - Z**2", hidden=TANH_TYPED),
    Variant("only db wrong: no sum, tanh", db_sums=False),
    Variant("only db wrong: no sum, relu", hidden=RELU, db_sums=False),
]


def balanced_data(m: int = 200, seed: int = 0) -> tuple[Array, Array]:
    """Two interleaving half circles with m/2 samples each, standardised; X (2, m), Y (1, m)."""
    rng = np.random.default_rng(seed)
    t = rng.uniform(0, math.pi, m)
    Y = (np.arange(m) % 2).reshape(1, m).astype(float)
    X = np.where(Y == 0, [np.cos(t), np.sin(t)], [1 - np.cos(t), 0.5 - np.sin(t)])
    X = X + 0.1 * rng.standard_normal(X.shape)
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True), Y


def forward(X: Array, parameters: dict[str, Array], activation: str) -> dict[str, Array]:
    """Z[l] and A[l] of every layer (a db that is not summed makes b[l] as wide as the batch)."""
    L = len(parameters) // 2
    cache = {"A0": X}
    for i in range(1, L + 1):
        Z = parameters[f"W{i}"] @ cache[f"A{i - 1}"] + parameters[f"b{i}"]
        cache[f"Z{i}"] = Z
        if i == L:
            cache[f"A{i}"] = manual.sigmoid(Z)
        else:
            cache[f"A{i}"] = np.tanh(Z) if activation == "tanh" else manual.relu(Z)
    return cache


def backward(
    parameters: dict[str, Array], cache: dict[str, Array], Y: Array, variant: Variant
) -> dict[str, Array]:
    """The gradients as the lines of `variant` compute them, right or wrong."""
    L, m = len(parameters) // 2, Y.shape[1]
    gradients: dict[str, Array] = {}
    for i in range(L, 0, -1):
        Z, A = cache[f"Z{i}"], cache[f"A{i}"]
        if i == L and variant.short:
            dZ = A - Y
        elif i == L:
            dZ = DA_L[variant.dA_L](Y, A) * DZ_L[variant.dZ_L](Z, A)
        else:
            dZ = (parameters[f"W{i + 1}"].T @ dZ) * HIDDEN[variant.hidden](Z, A)
        gradients[f"dZ{i}"] = dZ
        gradients[f"dW{i}"] = dZ @ cache[f"A{i - 1}"].T / m
        gradients[f"db{i}"] = (dZ.sum(axis=1, keepdims=True) if variant.db_sums else dZ) / m
    return gradients


@dataclass(frozen=True)
class Run:
    """What came out of training one variant."""

    variant: Variant
    loss: float
    accuracy: float
    accuracy_new: float
    dW4: float
    dW1: float
    dW1_start: float
    cosine: float
    b1_shape: tuple[int, ...]
    broke_at: int  # the update after which a gradient was no longer finite; 0: never

    @property
    def stuck(self) -> bool:
        """Whether the loss ended where a coin would put it."""
        return not self.broke_at and abs(self.loss - LN2) < 1e-3

    @property
    def fits(self) -> bool:
        """Whether the training samples are told apart, with a loss well under a coin's."""
        return not self.broke_at and self.loss < LN2 / 2 and self.accuracy > 0.9

    @property
    def learned(self) -> bool:
        """Whether new samples are told apart too."""
        return self.fits and self.accuracy_new > 0.9

    @property
    def outcome(self) -> str:
        """One word or two."""
        if self.broke_at:
            return f"not finite at {self.broke_at}"
        if self.stuck:
            return "stuck at ln 2"
        if self.learned:
            return "learned"
        if self.fits:
            return "fits its samples only"
        return "worse than ln 2" if self.loss > LN2 else "slow or partial"


def largest(gradient: Array) -> float:
    """The largest absolute element."""
    return float(np.max(np.abs(gradient)))


def cosine_to_truth(parameters: dict[str, Array], X: Array, Y: Array, variant: Variant) -> float:
    """Cosine between the variant's step and the true gradient, over all weights and biases."""
    activation: Any = variant.activation
    typed = backward(parameters, forward(X, parameters, activation), Y, variant)
    true = manual.backward(parameters, manual.forward(X, parameters, activation)[1], Y, activation)
    pairs = [
        (np.broadcast_to(typed[f"d{n}"], np.broadcast_shapes(typed[f"d{n}"].shape, V.shape)), n)
        for n, V in parameters.items()
    ]
    # A bias gradient that was not summed moves each sample's own bias: its mean is the shared part.
    a = np.concatenate([(g.mean(axis=1) if n[0] == "b" else g).ravel() for g, n in pairs])
    b = np.concatenate([true[f"d{n}"].ravel() for _, n in pairs])
    scale = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / scale if scale > 0 else math.nan


def loss_and_accuracy(A: Array, Y: Array) -> tuple[float, float]:
    """The cost, and the share of samples on their own side of one half."""
    return manual.cost(A, Y), float(np.mean((A > 0.5) == (Y == 1)))


def run(
    variant: Variant, init: str, iterations: int, X: Array, Y: Array, X_new: Array, Y_new: Array
) -> Run:
    """Train one variant from one initialisation, with the gradients of its lines."""
    kind: Any = ("he" if variant.activation == "relu" else "xavier") if init == "scaled" else init
    parameters: dict[str, Any] = manual.initialise(LAYERS, kind, 1)
    cosine = cosine_to_truth(parameters, X, Y, variant)
    cache = forward(X, parameters, variant.activation)
    first = gradients = backward(parameters, cache, Y, variant)
    broke_at = 0
    for iteration in range(1, iterations + 1):
        stepped = {n: V - LEARNING_RATE * gradients[f"d{n}"] for n, V in parameters.items()}
        cache_next = forward(X, stepped, variant.activation)
        gradients_next = backward(stepped, cache_next, Y, variant)
        if not math.isfinite(sum(float(gradients_next[f"dW{i}"].sum()) for i in range(1, 5))):
            broke_at = iteration
            break
        parameters, cache, gradients = stepped, cache_next, gradients_next
    loss, accuracy = loss_and_accuracy(cache["A4"], Y)
    # On new samples; a bias of one column for each training sample has no meaning there: its mean.
    shared = {n: V.mean(axis=1, keepdims=True) if n[0] == "b" else V for n, V in parameters.items()}
    accuracy_new = loss_and_accuracy(forward(X_new, shared, variant.activation)["A4"], Y_new)[1]
    return Run(
        variant, loss, accuracy, accuracy_new, largest(gradients["dW4"]), largest(gradients["dW1"]),
        largest(first["dW1"]), cosine, parameters["b1"].shape, broke_at,
    )  # fmt: skip


def print_table(runs: list[Run]) -> None:
    """Print a line for each run."""
    print(
        f"{'variant':<32}{'cosine':>8}{'loss':>10}{'accuracy':>10}{'on new':>8}"
        f"{'max|dW4|':>11}{'max|dW1|':>11}  outcome"
    )
    for r in runs:
        print(
            f"{r.variant.name:<32}{r.cosine:>8.3f}{r.loss:>10.5f}{r.accuracy:>10.1%}"
            f"{r.accuracy_new:>8.1%}{r.dW4:>11.1e}{r.dW1:>11.1e}  {r.outcome}"
        )


def describe(r: Run, right: Run) -> str:
    """What the wrong line of `r` did, beside the run with every line right."""
    name = r.variant.name.strip()
    if math.isnan(r.cosine):
        direction = "its first step has no direction"
    elif abs(r.cosine) < 0.02:
        direction = f"its first step is square to the true gradient (cosine {r.cosine:.3f})"
    elif r.cosine > 0.999:
        direction = f"its first step points along the true gradient (cosine {r.cosine:.3f})"
    elif r.cosine > 0:
        direction = f"its first step is turned from the true gradient (cosine {r.cosine:.3f})"
    else:
        direction = f"its first step climbs (cosine {r.cosine:.3f})"
    if r.learned and right.learned:
        end = f"and it learns all the same (loss {r.loss:.4f}, right lines {right.loss:.4f})"
    elif right.learned:
        end = f"and it ends '{r.outcome}' (loss {r.loss:.4f}) where the right lines learn"
    else:
        end = f"and it ends '{r.outcome}', where the right lines end '{right.outcome}'"
    if r.b1_shape != right.b1_shape:
        end += (
            f"; its b1 has grown to {r.b1_shape}, a bias for each training sample, and its "
            f"accuracy is {r.accuracy:.1%} on those and {r.accuracy_new:.1%} on new ones "
            f"(right lines {right.accuracy_new:.1%})"
        )
    return f"- {name}: {direction}, {end}."


def depth_table(X: Array, Y: Array) -> None:
    """Print the size of dZ[l] in each layer at the start, and whether it shrinks."""
    print("\nDepth: 'with tanh the gradient shrinks from layer to layer', said one answer;")
    print("mean |dZ[l]| in each layer at the start, every line right, over 20 seeds")
    print(f"{'activation, weights':<24}" + "".join(f"{f'l = {i}':>10}" for i in range(1, 5)))
    for variant, init in [
        (RIGHT_TANH, "xavier"), (RIGHT_TANH, "small"), (RIGHT_RELU, "he"), (RIGHT_RELU, "small"),
    ]:  # fmt: skip
        activation: Any = variant.activation
        kind: Any = init
        sizes = np.zeros(4)
        seeds = 20
        for seed in range(seeds):
            parameters = manual.initialise(LAYERS, kind, seed)
            cache = manual.forward(X, parameters, activation)[1]
            gradients = manual.backward(parameters, cache, Y, activation)
            sizes += [np.mean(np.abs(gradients[f"dZ{i}"])) / seeds for i in range(1, 5)]
        shrink = (sizes[2] / sizes[0]) ** 0.5
        print(f"{f'{activation}, {init}':<24}" + "".join(f"{s:>10.1e}" for s in sizes))
        verb = "shrinks" if shrink > 1 else "grows"
        factor = shrink if shrink > 1 else 1 / shrink
        print(
            f"    from hidden layer to hidden layer, 3 to 1, it {verb} by {factor:.2f} on average"
        )


def print_reports(results: dict[str, list[Run]]) -> None:
    """Hold what was reported, 0.69321 and 100 %, beside what came out here."""
    print("\nWhat was reported, and what comes out here")
    runs = [(init, r) for init, all_runs in results.items() for r in all_runs]
    by_name = {(init, r.variant.name.strip()): r for init, r in runs}
    for init in results:
        r = by_name[init, TYPED.name]
        verb = "comes out" if abs(r.loss - 0.69321) < 1e-3 else "does not come out"
        print(
            f"- 'Never beyond 0.69321', as typed, weights {init}: {verb}; loss {r.loss:.5f}, "
            f"max|dW1| {r.dW1:.0e}, {r.outcome}."
        )
    flat = [(init, r) for init, r in runs if r.stuck]
    names = "; ".join(f"{r.variant.name.strip()} ({init})" for init, r in flat) or "none"
    print(f"- What does end within 0.001 of ln 2: {names}.")
    for init in results:
        r = by_name[init, "+ sigmoid' and relu (answers)"]
        verb = "comes out" if r.accuracy == 1 else "does not come out"
        print(
            f"- '100 % accuracy' with the answers' two changes alone, weights {init}: {verb}; "
            f"{r.accuracy:.1%}, loss {r.loss:.5f}."
        )


def main(iterations: int = 1200) -> dict[str, list[Run]]:
    """Run every variant from both initialisations, print the tables and what follows from them.

    Parameters
    ----------
    iterations : int
        Updates for each run.

    Returns
    -------
    dict
        The runs for the initialisations "small" (x 0.01) and "scaled" (He or Xavier).
    """
    X, Y = balanced_data()
    X_new, Y_new = balanced_data(1000, seed=1)
    print(f"{X.shape[1]} samples, share of label 1: {Y.mean():.0%}; ln 2 = {LN2:.5f}")
    print(f"layers {LAYERS}, learning rate {LEARNING_RATE}, {iterations} iterations a run")
    print("weights of one seed; other seeds, rates and data may end otherwise")
    print("cosine: of the first step to the true gradient, from the oracle; 1 is right")
    results: dict[str, list[Run]] = {}
    with np.errstate(all="ignore"):  # some variants blow up; the table says which
        for init, title in [("small", "weights x 0.01"), ("scaled", "He (relu), Xavier (tanh)")]:
            done: dict[Variant, Run] = {}  # two names may stand for the same lines
            for variant in (*VARIANTS, *ALONE):
                lines = replace(variant, name="")
                if lines not in done:
                    done[lines] = run(lines, init, iterations, X, Y, X_new, Y_new)
                results.setdefault(init, []).append(replace(done[lines], variant=variant))
            print(f"\nInitialisation: {title}")
            print_table(results[init])
    print_reports(results)
    by_name = {init: {r.variant.name: r for r in runs} for init, runs in results.items()}

    print("\nWhat each wrong line causes by itself (He/Xavier weights)")
    for variant in ALONE:
        right = RIGHT_RELU if variant.activation == "relu" else RIGHT_TANH
        print(describe(by_name["scaled"][variant.name], by_name["scaled"][right.name]))

    print("\nWhat the initialisation causes")
    for variant in (RIGHT_TANH, RIGHT_RELU):
        small, scaled = by_name["small"][variant.name], by_name["scaled"][variant.name]
        print(
            f"- {variant.name}: x 0.01 ends '{small.outcome}' (loss {small.loss:.5f}, max|dW1| "
            f"{small.dW1_start:.0e} at the start); scaled weights end '{scaled.outcome}' "
            f"(loss {scaled.loss:.5f}, {scaled.dW1_start:.0e} at the start)."
        )
    small_stuck = [r for r in results["small"] if r.stuck]
    scaled_learned = [r for r in results["scaled"] if r.learned]
    n = len(results["small"])
    print(
        f"- Stuck at ln 2 with weights x 0.01: {len(small_stuck)} of {n} variants; "
        f"learned: {sum(r.learned for r in results['small'])} of {n}."
    )
    print(
        f"- With He/Xavier: stuck {sum(r.stuck for r in results['scaled'])} of {n}; "
        f"learned: {len(scaled_learned)} of {n}."
    )
    depth_table(X, Y)
    return results


if __name__ == "__main__":
    main()
