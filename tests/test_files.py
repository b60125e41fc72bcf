"""Model files: whole or not at all, and nothing of what is read is trusted."""

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_bc as tg
from tinygrad_bc.files import FORMAT, ModelFileError


def trained(**options):
    X, Y = tg.data.blobs(m=40, seed=1)
    model = tg.nn.BinaryClassifier([2, 3, 1], seed=1, **options)
    model.fit(X, Y, learning_rate=0.5, iterations=5)
    return model, X


def bytes_of(model, folder):
    return tg.save(model, folder / "model.npz").read_bytes()


def written(path, header=None, **arrays):
    """A file with this header and these arrays."""
    header = {"format": FORMAT, "hidden": "relu", "l2": 0.0} if header is None else header
    np.savez(path, header=np.array(header if isinstance(header, str) else json.dumps(header)),
             **arrays)  # fmt: skip
    return path


GOOD = {
    "W1": np.ones((3, 2)),
    "b1": np.zeros((3, 1)),
    "W2": np.ones((1, 3)),
    "b2": np.zeros((1, 1)),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid"])
def test_what_is_loaded_predicts_the_same_bits(tmp_path, hidden, dtype):
    X = tg.data.blobs(m=40, seed=1)[0]
    model, X = trained(hidden=hidden, dtype=dtype, l2=0.1, standardiser=tg.data.Standardiser.fit(X))
    again = tg.load(tg.save(model, tmp_path / "model.npz"))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X), strict=True)
    assert (again.sizes, again.hidden, again.l2, again.dtype) == (
        model.sizes, model.hidden, model.l2, model.dtype,
    )  # fmt: skip


def test_numpy_reads_it_without_pickle(tmp_path):
    model, _ = trained()
    with np.load(tg.save(model, tmp_path / "m.npz"), allow_pickle=False) as file:
        np.testing.assert_array_equal(file["W1"], model.state_dict()["W1"])
        assert json.loads(str(file["header"]))["hidden"] == "relu"


def test_what_is_no_plain_classifier_is_refused(tmp_path):
    with pytest.raises(TypeError, match="got Linear; keep the state_dict"):
        tg.save(tg.nn.Linear(2, 1), tmp_path / "m.npz")
    with pytest.raises(TypeError, match="standardiser is code"):
        tg.save(tg.nn.BinaryClassifier([2, 1], standardiser=abs), tmp_path / "m.npz")
    assert not list(tmp_path.iterdir())


def test_a_failure_keeps_the_old_file_and_leaves_no_other(tmp_path, monkeypatch):
    model, _ = trained()
    path = tg.save(model, tmp_path / "model.npz")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tg.save(tg.nn.BinaryClassifier([5, 1]), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


def test_a_link_stays_a_link_and_the_mode_is_kept(tmp_path):
    model, _ = trained()
    real = tg.save(model, tmp_path / "real.npz")
    real.chmod(0o640)
    link = tmp_path / "link.npz"
    link.symlink_to(real)
    tg.save(model, link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640


class Harmful:
    def __reduce__(self):
        return os.abort, ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no .npz file"),
        (b"W1 = 3", "no .npz file"),
        (pickle.dumps(Harmful()), "is a pickle; refused"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged or cut off"),
    ],
)
def test_no_model_at_all(tmp_path, content, reason):
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=rf"m\.npz .*{reason}"):
        tg.load(path)


@pytest.mark.parametrize(
    ("header", "arrays", "reason"),
    [
        ("[" * 100_000, GOOD, "it has no header"),
        ("3", GOOD, "it has no header"),
        ({"format": FORMAT + 1}, GOOD, f"format {FORMAT + 1}; this version reads up to {FORMAT}"),
        ({"format": FORMAT, "hidden": "softmax", "l2": 0}, GOOD, "hidden must be one of"),
        ({"format": FORMAT, "hidden": "relu"}, GOOD, "l2 must be"),
        (None, {}, "no matrix W1"),
        (None, {**GOOD, "W3": np.ones((1, 3))}, "W3: state has"),
        (None, {**GOOD, "W4": np.ones((1, 3))}, "no matrix W3"),
        (None, {k: v for k, v in GOOD.items() if k != "b1"}, "missing b1"),
        (None, {**GOOD, "bbb": np.ones(1)}, "unexpected 'bbb'"),
        (None, {**GOOD, "W1": np.ones((3, 2), complex)}, "complex"),
        (None, {**GOOD, "W1": np.full((3, 2), "x")}, "dtype must be float32 or float64"),
    ],
)  # fmt: skip
def test_a_file_that_says_nonsense(tmp_path, header, arrays, reason):
    if header is None and "W3" in arrays:
        arrays = {**arrays, "b3": np.zeros((1, 1))}
    with pytest.raises(ModelFileError, match=reason):
        tg.load(written(tmp_path / "m.npz", header, **arrays))


def test_objects_and_compression_are_refused(tmp_path):
    path = tmp_path / "m.npz"
    np.savez(path, header=np.array([Harmful()], dtype=object), allow_pickle=True)
    with pytest.raises(ModelFileError, match="damaged"):
        tg.load(path)
    np.savez_compressed(path, **GOOD)
    with pytest.raises(ModelFileError, match="compressed"):
        tg.load(path)


def test_a_shape_that_lies_makes_no_array(tmp_path):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "<f8", "fortran_order": False, "shape": (1 << 40, 1 << 20)}
    )
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("W1.npy", head.getvalue() + b"\0" * 8)
    with pytest.raises(ModelFileError, match="but has 8 bytes"):
        tg.load(path)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(data=st.data())
def test_any_damage_is_noticed_or_harmless(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damage", numbered=True)
    model, X = trained()
    content = bytearray(bytes_of(model, folder))
    if data.draw(st.booleans(), "cut"):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
    path = folder / "damaged.npz"
    path.write_bytes(content)
    try:
        again = tg.load(path)
    except ModelFileError as error:
        assert "damaged.npz" in str(error)
    else:  # a byte that nobody reads: a time stamp, say
        np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
