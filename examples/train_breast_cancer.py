"""The classifier on real data: a split, a standardiser, mini-batches, Adam, an early stop."""

import tinygrad_bc as tg

X, Y = tg.data.breast_cancer()
X_rest, Y_rest, X_test, Y_test = tg.data.split(X, Y, held_out=0.2, seed=0)
X_train, Y_train, X_valid, Y_valid = tg.data.split(X_rest, Y_rest, held_out=0.2, seed=1)


def no_longer_better(history, patience=10):
    """Stop when the cost on the validation part had its best a while ago."""
    costs = history.validation_cost
    return len(costs) - costs.index(min(costs)) > patience


for l2 in (0.0, 1.0, 10.0):
    model = tg.nn.BinaryClassifier(
        [X.shape[0], 16, 8, 1],
        hidden="relu",
        l2=l2,
        seed=0,
        standardiser=tg.data.Standardiser.fit(X_train),
    )
    history = model.fit(
        X_train,
        Y_train,
        learning_rate=0.003,
        iterations=3000,
        optimizer=tg.optim.Adam,
        batch_size=64,
        validation=(X_valid, Y_valid),
        callbacks=[no_longer_better],
    )
    print(
        f"l2 {l2:<5g} {history.iterations:>5} updates ({history.stopped})   "
        f"validation {model.accuracy(X_valid, Y_valid):.1%}   "
        f"test {model.accuracy(X_test, Y_test):.1%}"
    )
