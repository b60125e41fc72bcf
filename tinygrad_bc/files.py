"""Model files: the numbers of a model in an ``.npz`` without pickle, with a JSON header.

A file is written beside its place and then moved there, so a reader finds the old one or the new
one, never a half.  What is read is not trusted: nothing of it is run, and no array is made before
its size is known to be that of the bytes that are there.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_bc.data.preparation import Standardiser
from tinygrad_bc.nn.classifier import BinaryClassifier

__all__ = ["ModelFileError", "load", "save"]

Array = NDArray[Any]
FORMAT = 1
_HEADER = "header"
_LONGEST_HEADER = 1 << 20  # bytes
_DAMAGE = (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, OSError)


class ModelFileError(ValueError):
    """A file that is no model of ours, is damaged, or was written by a later version."""


def save(model: BinaryClassifier, path: str | os.PathLike[str]) -> Path:
    """Write a classifier to a file, whole or not at all.

    Parameters
    ----------
    model : BinaryClassifier
        Its parameters, activation, penalty and `tinygrad_bc.data.Standardiser` are kept; first
        weights' initialiser, random numbers and the optimiser's state are not.
    path : path
        The file, such as ``model.npz``; what stood there stays until the new one is complete.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    TypeError
        For another kind of model, or a standardiser that is code.
    OSError
        When the file cannot be written; an old one is kept.

    Examples
    --------
    >>> import tempfile
    >>> import tinygrad_bc as tg
    >>> model = tg.nn.BinaryClassifier([2, 3, 1])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tg.load(tg.save(model, f"{folder}/model.npz")).sizes
    (2, 3, 1)
    """
    if not isinstance(model, BinaryClassifier):
        raise TypeError(
            f"save() writes a BinaryClassifier, got {type(model).__name__}; keep the state_dict() "
            "of another module with numpy.savez"
        )
    if not isinstance(model.standardiser, Standardiser | None):
        raise TypeError(
            "the model's standardiser is code, not numbers, and cannot be saved: use "
            "tinygrad_bc.data.Standardiser, or set it to None and apply it to X beforehand"
        )
    header = json.dumps({"format": FORMAT, "hidden": model.hidden, "l2": model.l2})
    arrays: dict[str, Any] = {_HEADER: np.array(header), **model.state_dict()}
    with _replaced(Path(path)) as file:
        np.savez(file, allow_pickle=False, **arrays)
    return Path(path)


def load(path: str | os.PathLike[str]) -> BinaryClassifier:
    """Read a classifier that `save` wrote.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    BinaryClassifier
        Ready to predict, and to be trained further.

    Raises
    ------
    ModelFileError
        When the file is no model, is damaged, or has a format that this version does not know.
    OSError
        When it cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import tinygrad_bc as tg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "model.npz")
    ...     _ = path.write_text("W1 = 3")
    ...     try:
    ...         tg.load(path)
    ...     except ValueError as error:
    ...         print(error)
    model.npz is not a tinygrad_bc model: it is no .npz file
    """
    path = Path(path)
    arrays = _members(path)
    header = _header(path, arrays.pop(_HEADER, None))
    sizes = _sizes(path, arrays)
    try:
        model = BinaryClassifier(
            sizes,
            header.get("hidden"),  # type: ignore[arg-type]  # checked there
            l2=header.get("l2"),  # type: ignore[arg-type]
            dtype=arrays["W1"].dtype,
            init="zeros",
            seed=None,
        )
        model.load_state_dict(arrays)
    except (ValueError, TypeError) as error:
        raise ModelFileError(f"{path.name} does not describe a classifier: {error}") from None
    return model


# ------------------------------------------------------------------ writing


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file that takes the place of `path` when all of it is on the disk."""
    target = path.resolve()  # a link stays a link
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with open(beside, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Make a rename last through a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ------------------------------------------------------------------ reading


def _members(path: Path) -> dict[str, Array]:
    """The arrays of the file by name, each checked against the bytes that are there."""
    with open(path, "rb") as file:
        start = file.read(2)
        if start[:1] == b"\x80":
            raise ModelFileError(f"{path.name} is a pickle; refused: loading pickles can run code")
        if start != b"PK":
            raise ModelFileError(f"{path.name} is not a tinygrad_bc model: it is no .npz file")
        try:
            with zipfile.ZipFile(file) as archive:
                return {
                    info.filename.removesuffix(".npy"): _array(archive, info)
                    for info in archive.infolist()
                }
        except _DAMAGE as error:
            raise ModelFileError(f"{path.name} is damaged or cut off: {error}") from None


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Array:
    if info.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{info.filename!r} is compressed")
    with archive.open(info) as member:
        if np.lib.format.read_magic(member) != (1, 0):
            raise ValueError(f"{info.filename!r} has an unknown version")
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(member)
        data = member.read()  # never more than the file holds; its checksum is compared here
    if dtype.kind not in "fU" or math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError(f"{info.filename!r} says {dtype} {shape}, but has {len(data)} bytes")
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if by_columns else "C")
    return array.astype(dtype.newbyteorder("="))


def _header(path: Path, array: Array | None) -> Mapping[str, Any]:
    header: Any = None
    if array is not None and array.shape == () and array.nbytes <= _LONGEST_HEADER:
        with suppress(ValueError, RecursionError):
            header = json.loads(str(array))
    if not isinstance(header, dict) or not isinstance(header.get("format"), int):
        raise ModelFileError(f"{path.name} is not a tinygrad_bc model: it has no header")
    if header["format"] > FORMAT:
        raise ModelFileError(
            f"{path.name} was written by format {header['format']}; this version reads up to "
            f"{FORMAT}: use a newer tinygrad_bc"
        )
    return header


def _sizes(path: Path, arrays: Mapping[str, Array]) -> list[int]:
    """The sizes of the layers, from the weights: so no model is larger than its file."""
    layers = max(sum(name.startswith("W") for name in arrays), 1)
    for i in range(1, layers + 1):
        if f"W{i}" not in arrays or arrays[f"W{i}"].ndim != 2:
            raise ModelFileError(f"{path.name} does not describe a classifier: no matrix W{i}")
    return [arrays["W1"].shape[1], *(arrays[f"W{i}"].shape[0] for i in range(1, layers + 1))]
