"""Memory is used again when nothing needs it any more, and never before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.compiled.listings import classifier, listing_of, run
from tinygrad_bc.compiled.memory import placed, writes_into
from tinygrad_bc.compiled.passes import final, simplified
from tinygrad_bc.compiled.program import Program
from tinygrad_bc.compiled.promises import Promises, fold_biases
from tinygrad_bc.compiled.rewriting import share, trim

X = np.array([[0.5, -1.0, 2.0], [-0.3, 0.7, 0.1]])


def test_a_chain_of_elementwise_operations_lives_in_one_block():
    listing = trim(listing_of(lambda x: np.exp(np.sin(np.cos(x + 1))).sum(), X))
    memory = placed(listing)
    assert len({memory.block[s.output] for s in listing.instructions if s.output.shape}) == 1


def test_an_operand_that_is_needed_later_is_not_written_over():
    listing = trim(listing_of(lambda x: (lambda y: (np.exp(y) * y).sum())(np.sin(x)), X))
    sin, exp = listing.instructions[:2]
    memory = placed(listing)
    assert memory.block[sin.output] != memory.block[exp.output]


def test_a_product_is_not_written_over_its_operand():
    listing = trim(listing_of(lambda x: (np.sin(x) @ np.ones((3, 3))).sum(), X))
    memory = placed(listing)
    sin, product = listing.instructions[:2]
    assert memory.block[sin.output] != memory.block[product.output]


def test_an_elementwise_operation_on_a_value_and_its_transpose_keeps_them_apart():
    listing = trim(listing_of(lambda x: (lambda y: (y * y.T).sum())(np.sin(x @ x.T)), X))
    program = Program(listing, "J")
    assert abs(program.step(X) - float(run(listing, {"x0": X})["J"])) < 1e-12


def test_a_view_shares_and_a_copy_does_not():
    listing = trim(listing_of(lambda x: np.sin(x).T.reshape(2, 3).sum() + np.sin(x).T.sum(), X))
    memory = placed(listing)
    turned = [s for s in listing.instructions if s.name == "transpose"]
    shaped = next(s for s in listing.instructions if s.name == "reshape")
    assert all(s.output in memory.base for s in turned)
    assert shaped.output not in memory.base  # a transposed array cannot be reshaped in place


def test_what_is_joined_to_ones_is_made_in_its_place():
    listing, _ = classifier((2, 3, 4, 1))
    after = list(simplified(listing, Promises()))[-1][1]
    folded = final(trim(share(fold_biases(after)[0])))
    memory = placed(folded)
    joined = [s for s in folded.instructions if s.name == "concatenate"]
    made = [s for s in joined if s.output in memory.joined]
    assert len(joined) == 3 and len(made) == 2  # all but that of the data
    for step in made:
        whole, rows = memory.parts[step.arrays[0]]
        assert whole is step.output and rows == whole.shape[0] - 1
        assert whole not in memory.block


@given(st.sampled_from(["relu", "tanh", "sigmoid"]), st.integers(1, 5), st.integers(1, 40))
def test_no_value_is_written_over_before_its_last_use(hidden, layers, m):
    listing, _ = classifier((2, *[3] * layers, 1), m=m, hidden=hidden)
    listing = final(list(simplified(listing))[-1][1])
    memory = placed(listing)
    last = {}
    for k, step in enumerate(listing.instructions):
        for x in (*step.arrays, step.output):
            last[memory.root(x)] = k
    owner = {}
    for k, step in enumerate(listing.instructions):
        out = step.output
        if out in memory.block:
            before = owner.get(memory.block[out])
            assert before is None or last[before] <= k
            owner[memory.block[out]] = out
    assert all(writes_into(s) for s in listing.instructions if s.output in memory.block)
