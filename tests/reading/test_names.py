"""Names of a reading: given, or found in the learner's program, however it is written."""

import linecache
import re

import numpy as np
import pytest

import tinygrad_bc as tg

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 5))
Y = np.array([[0.0, 1, 1, 0, 1]])
TWO_LAYERS = [
    "Z1 = W1 @ X + b1",
    "A1 = np.tanh(Z1)",
    "Z2 = W2 @ A1 + b2",
    "A2 = sigmoid(Z2)",
    "J = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean()",
]


def parameter(*shape):
    return tg.Tensor(RNG.normal(size=shape), requires_grad=True)


def cost(A):
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).mean()


def lines(J):
    """The forward statements, read where no variable of the program is in sight."""
    return [str(s) for s in tg.explain(J).program.forward]


def from_variables():
    W1, b1, W2, b2 = parameter(3, 2), parameter(3, 1), parameter(1, 3), parameter(1, 1)
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = tg.sigmoid(Z2)
    return cost(A2)


def from_a_dictionary():
    params = {"W1": parameter(3, 2), "b1": parameter(3, 1)}
    params |= {"W2": parameter(1, 3), "b2": parameter(1, 1)}
    cache = {}
    cache["Z1"] = params["W1"] @ X + params["b1"]
    cache["A1"] = np.tanh(cache["Z1"])
    cache["Z2"] = params["W2"] @ cache["A1"] + params["b2"]
    cache["A2"] = tg.sigmoid(cache["Z2"])
    return cost(cache["A2"])


def from_a_loop_that_assigns_anew():
    params = {"W1": parameter(3, 2), "b1": parameter(3, 1)}
    params |= {"W2": parameter(1, 3), "b2": parameter(1, 1)}
    A = X
    for l in range(1, 3):  # noqa: E741
        Z = params[f"W{l}"] @ A + params["b" + str(l)]
        A = np.tanh(Z) if l < 2 else tg.sigmoid(Z)
    return cost(A)


def from_lists():
    W, b = [parameter(3, 2), parameter(1, 3)], [parameter(3, 1), parameter(1, 1)]
    A, Z = [X], []
    for l in range(2):  # noqa: E741
        Z.append(W[l] @ A[l] + b[l])
        A.append(np.tanh(Z[l]) if l == 0 else tg.sigmoid(Z[l]))
    return cost(A[2])


def from_functions_of_a_layer():
    def linear(A, W, b):
        Z = W @ A + b
        return Z

    def layer(A_prev, W, b, activation):
        Z = linear(A_prev, W, b)
        A = activation(Z)
        return A

    A1 = layer(X, parameter(3, 2), parameter(3, 1), np.tanh)
    return cost(layer(A1, parameter(1, 3), parameter(1, 1), tg.sigmoid))


class Network:
    def __init__(self):
        self.W1, self.b1 = parameter(3, 2), parameter(3, 1)
        self.W2, self.b2 = parameter(1, 3), parameter(1, 1)

    def __call__(self, X):
        self.Z1 = self.W1 @ X + self.b1
        self.A1 = np.tanh(self.Z1)
        self.Z2 = self.W2 @ self.A1 + self.b2
        self.A2 = tg.sigmoid(self.Z2)
        return self.A2


def from_an_object():
    return cost(Network()(X))


def from_a_comprehension():
    W, b = [parameter(3, 2), parameter(1, 3)], [parameter(3, 1), parameter(1, 1)]
    A = X
    for w, c, f in zip(W, b, (np.tanh, tg.sigmoid), strict=True):
        Z = w @ A + c
        A = f(Z)
    return cost(A)


@pytest.mark.parametrize(
    "program",
    [from_variables, from_a_dictionary, from_a_loop_that_assigns_anew, from_lists,
     from_functions_of_a_layer, from_an_object],
)  # fmt: skip
def test_the_textbooks_names_from_whatever_program(program):
    assert lines(program()) == TWO_LAYERS
    assert lines(program())[:4] == TWO_LAYERS[:4]


def test_variables_of_a_loop_are_numbered_from_its_first_turn():
    assert lines(from_a_comprehension())[:3] == [
        "Z1 = w1 @ X + c1", "A1 = np.tanh(Z1)", "Z2 = w2 @ A1 + c2"
    ]  # fmt: skip


def test_containers_and_objects_of_a_caller_are_looked_into():
    params = {"W1": parameter(3, 2)}
    layers = [{"W": parameter(1, 3)}]
    x = tg.Tensor(X, name="X")
    J = ((layers[0]["W"] @ np.tanh(params["W1"] @ x)) ** 2).sum()

    def elsewhere():
        return [i.name for i in tg.explain(J).program.inputs]

    assert elsewhere() == ["W1", "X", "W0"]


def test_a_score_that_no_variable_holds_is_called_by_its_activation():
    W1, b1 = parameter(3, 2), parameter(3, 1)
    A1 = np.tanh(W1 @ X + b1)
    steps = tg.explain((A1**2).sum()).steps
    assert [step.equation for step in steps] == [
        "dA1 = 2 * A1",
        "dZ1 = dA1 * (1 - A1**2)",
        "db1 = dZ1.sum(axis=1, keepdims=True)",
        "dW1 = dZ1 @ X.T",
    ]
    assert steps[1].rules == ["dz = da * (1 - a**2)   for   a = tanh(z)"]


def test_a_gradient_that_several_share_is_called_by_a_name_of_the_program():
    W2, b2, A1 = parameter(1, 3), parameter(1, 1), RNG.normal(size=(3, 5))
    Z2 = W2 @ A1 + b2
    J = ((Z2 - Y) ** 2).mean()
    step = tg.explain(J, convention="course").steps[0]
    assert step.equation == "dZ2 = 2 * t1"
    assert step.rules == [
        "dx = ds / 5   for   s = mean(x)",
        "dx = dz * (2 * x)   for   z = pow(x, y)",
    ]


def test_every_step_has_its_rule_and_its_forward_line():
    def softmax_loss():
        W = parameter(3, 2)
        T = np.eye(3)[:, [0, 1, 2, 0, 1]]
        E = np.exp(W @ X - (W @ X).max(axis=0, keepdims=True))
        P = E / E.sum(axis=0, keepdims=True)
        return -(T * np.log(P)).sum() / 5

    for step in tg.explain(softmax_loss()).steps:
        assert step.rules and all("test_names.py" in line for line in step.forward)


def test_a_module_or_a_view_is_no_name():
    w = tg.Tensor(np.ones((2, 3)), requires_grad=True, name="w")
    J = (np.concatenate([w[:1], w[1:]]).T @ w.T.T[:, :2].T).sum()
    explanation = tg.explain(J)
    read = explanation.program
    made = [i.name for i in read.inputs] + [s.name for s in (*read.forward, *read.backward)]
    assert all(re.fullmatch("d?(w|J|t[0-9]+)", name) for name in made), made


def test_a_chain_of_the_same_name():
    x = parameter(3)
    y = x
    for _ in range(3):
        y = np.tanh(y)
    assert [str(s) for s in tg.explain(y.sum()).program.forward] == [
        "y1 = np.tanh(x)", "y2 = np.tanh(y1)", "y3 = np.tanh(y2)", "J = y3.sum()"
    ]  # fmt: skip


@pytest.mark.parametrize("names", [("𝐱", "x"), ("θ1", "Δ"), ("np", "m"), ("sigmoid", "bool"),
                                   ("print", "sum"), ("forward", "cache"), ("l", "L")])  # fmt: skip
def test_any_identifier_will_do(names):
    a, b = (tg.Tensor([0.5, 2.0], requires_grad=True, name=name) for name in names)
    J = (tg.sigmoid(a) * b + (b > 1)).sum()
    space = {}
    exec(tg.to_numpy(J), space)
    _, cache = space["forward"](a.data, b.data)
    found = list(space["backward"](cache).values())
    np.testing.assert_array_equal(found, tg.grad(J, [a, b]))
    assert tg.explain(J).latex() and tg.draw(J, show="both").source


@pytest.mark.parametrize(("name", "better"), [("lambda", "lambda_"), ("layer 1", "layer_1"),
                                              ("2x", "_2x"), ("W.1", "W_1")])  # fmt: skip
def test_what_is_no_identifier_is_refused_with_one_that_is(name, better):
    x = tg.Tensor([1.0], requires_grad=True, name=name)
    for reading in (tg.explain, tg.to_numpy):
        with pytest.raises(ValueError, match=rf"{name!r}.*no Python identifier.*named\('{better}'"):
            reading((x * x).sum())
    assert tg.draw((x * x).sum()).source  # a picture takes any text


def test_a_gradient_on_the_graph_is_read_like_any_other_value():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    y = np.tanh(x)
    g = tg.grad((y**3).sum(), x, create_graph=True)
    explanation = tg.explain((g * g).sum())
    assert [i.name for i in explanation.program.inputs] == ["x"]
    assert [str(s) for s in explanation.program.forward][-2:] == [
        "g = t1 * t2",
        "J = (g * g).sum()",
    ]
    assert all("<string>" not in line for step in explanation.steps for line in step.forward)


def test_nothing_of_a_hostile_program_reaches_the_terminal():
    """Keys of a dictionary, the file's name and its lines are the user's own text."""
    space = {"tg": tg, "np": np, "p": {"W\x1b[31m1": parameter(3)}}
    code = "J = (np.tanh(p['W\\x1b[31m1']) ** 2).sum()  # \x1b]0;x\x07"
    exec(compile(code, "evil\x1b[2J.py", "exec"), space)
    linecache.cache["evil\x1b[2J.py"] = (len(code), None, [code], "evil\x1b[2J.py")
    explanation = eval("tg.explain(J)", space)
    for text in (str(explanation), explanation.markdown(), explanation.latex()):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
