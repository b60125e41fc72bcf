"""scikit-learn's MLPClassifier, held to the same steps: full batch, no momentum, no penalty.

What differs: its loss is computed from clipped probabilities, and each call of ``fit`` checks
the data anew, which the many steps of a call pay for together.
"""

from __future__ import annotations

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train


def trainer(problem: Problem) -> Train:
    X, y = problem.X.T.copy(), problem.Y[0].astype(int)
    model = MLPClassifier(
        problem.net.sizes[1:-1],
        activation=problem.net.hidden,
        solver="sgd",
        alpha=0.0,
        batch_size=problem.net.m,
        learning_rate_init=LEARNING_RATE,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
        n_iter_no_change=2**62,
        warm_start=True,
    )

    def train(steps: int) -> float:
        model.max_iter = steps
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # that max_iter was reached
            model.fit(X, y)
        return float(model.loss_)

    train(1)  # makes the arrays of parameters, which then get the common first values
    model.coefs_ = [W.T.copy() for W in problem.weights]
    model.intercepts_ = [b[:, 0].copy() for b in problem.biases]
    return train
