"""The program that runs is the one that is printed; any name of a Tensor will do."""

import subprocess
import sys
import warnings

import numpy as np
import pytest

import tinygrad_bc as tg
from tests.compiled.listings import classifier, run
from tinygrad_bc.compiled.passes import final, simplified
from tinygrad_bc.compiled.plan import Plan
from tinygrad_bc.compiled.program import Program
from tinygrad_bc.compiled.promises import Promises


def program_of(**kinds):
    listing, arrays = classifier(**kinds)
    listing = final(list(simplified(listing))[-1][1])
    return Program(listing, "J"), [arrays[name] for name in listing.given], listing, arrays


def test_the_printed_program_runs_by_itself():
    program, arguments, listing, arrays = program_of(sizes=(2, 3, 1))
    names = {}
    exec(program.source, names)
    assert names["step"](*arguments) == program.step(*arguments)
    np.testing.assert_array_equal(names["dW1"], program.results["dW1"])
    expected = run(listing, arrays)
    np.testing.assert_allclose(names["J"], expected["J"], rtol=1e-13)


def test_gradients_lie_in_one_array_in_their_order():
    program, arguments, _, _ = program_of(sizes=(2, 3, 1))
    program.step(*arguments)
    parts = [x.ravel() for x in program.results.values()]
    np.testing.assert_array_equal(program.flat[0], np.concatenate(parts))


@pytest.mark.parametrize("name", ["add", "step", "np", "block0", "copyto", "a.b", "lambda", "c"])
def test_any_name_will_do(name):
    w = tg.Tensor([[2.0, 3.0]], requires_grad=True, name=name)
    v = tg.Tensor([[1.0, 1.0]], requires_grad=True, name="a_b")
    plan = tg.compile(lambda x: (np.tanh(w) * v * x + 1).sum())
    J, _ = plan(np.ones((1, 2)))
    assert pytest.approx(np.tanh([2.0, 3.0]).sum() + 2) == J
    assert plan.on_tape == ""


def test_no_warning_not_even_a_deprecated_one():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        program, arguments, _, _ = program_of(sizes=(2, 3, 3, 1))
        program.step(*arguments)


def test_a_fixed_program_gives_the_same_bits():
    program, arguments, _, _ = program_of(sizes=(5, 7, 1), m=300)
    program.step(*arguments)
    first = program.flat[0].copy()
    for _ in range(5):
        program.step(*arguments)
        np.testing.assert_array_equal(program.flat[0], first)


def test_what_a_trained_plan_prints_can_be_run_by_a_bare_numpy(tmp_path):
    listing, _ = classifier((2, 3, 1))
    plan = Plan(listing, "J", {"X", "Y"}, Promises(("X", "Y"), ("Y",), owned=True))
    assert plan.source.startswith("# once for these data")
    for k, part in enumerate(plan.source.split("import numpy as np")[1:]):
        path = tmp_path / f"part{k}.py"
        path.write_text("import numpy as np" + part, encoding="utf-8")
        subprocess.run([sys.executable, str(path)], check=True, timeout=60)
