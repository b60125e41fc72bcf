"""What a learner reaches by `tg.nn`, `tg.optim`, ... says what it takes and shows itself."""

import inspect

import pytest

import tinygrad_bc as tg

ROOMS = [tg.nn, tg.nn.initialisers, tg.nn.losses, tg.optim, tg.training, tg.data, tg.manual]
PUBLIC = {
    f"{room.__name__}.{name}": getattr(room, name) for room in ROOMS for name in room.__all__
} | {name: getattr(tg, name) for name in tg.__all__}
DESCRIBED = {
    name: thing
    for name, thing in PUBLIC.items()
    if inspect.isfunction(thing) or (inspect.isclass(thing) and thing.__module__ != "typing")
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_it_has_a_docstring_with_an_example(name):
    text = inspect.getdoc(DESCRIBED[name]) or ""
    assert text.split("\n")[0].rstrip().endswith((".", ",", ":")), "a first line that is a sentence"
    assert "\nExamples\n--------\n" in text and ">>> " in text


@pytest.mark.parametrize("name", [n for n, thing in DESCRIBED.items() if inspect.isclass(thing)])
def test_every_public_method_has_a_docstring(name):
    for method, function in inspect.getmembers(DESCRIBED[name], inspect.isfunction):
        ours = (getattr(function, "__module__", "") or "").startswith("tinygrad_bc")
        if ours and not method.startswith("_"):
            assert function.__doc__, f"{name}.{method}"
