"""Whether operations are recorded: `no_grad`, by thread and by async task."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import wraps
from types import FrameType, TracebackType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_seen_from: ContextVar[FrameType | None] = ContextVar("tinygrad_bc seen from", default=None)
known_user_frame = _seen_from.get

_recording: ContextVar[bool] = ContextVar("tinygrad_bc recording", default=True)
is_recording = _recording.get


@contextmanager
def recorded() -> Iterator[None]:
    """Record operations for the time of a ``with`` block, also where `no_grad` is in force."""
    token = _recording.set(True)
    try:
        yield
    finally:
        _recording.reset(token)


class Unplannable(RuntimeError):
    """The computation depends on numbers that a plan cannot know beforehand."""


_planning: ContextVar[bool] = ContextVar("tinygrad_bc planning", default=False)
is_planning = _planning.get


@contextmanager
def planning() -> Iterator[None]:
    """Record for a plan: nobody may look at the numbers of a recorded value meanwhile."""
    token = _planning.set(True)
    try:
        with recorded():
            yield
    finally:
        _planning.reset(token)


@contextmanager
def seen_from(frame: FrameType) -> Iterator[None]:
    """Give all operations of this package's own code to one line of the user, as `fit` does.

    Otherwise each of them looks for the user's frame by itself, past all frames of the package.
    What the user's own code does meanwhile, in a callback, keeps its own lines.
    """
    token = _seen_from.set(frame)
    try:
        yield
    finally:
        _seen_from.reset(token)


class no_grad:
    """Do not record operations, for the time of a ``with`` block or of a decorated function.

    The mode belongs to the thread or async task that sets it.

    Raises
    ------
    TypeError
        When it decorates a generator or coroutine function, whose body runs at other times, or
        decorates without parentheses.

    Examples
    --------
    >>> import tinygrad_bc as tg
    >>> w = tg.Tensor(2.0, requires_grad=True)
    >>> with tg.no_grad():
    ...     y = w * 3
    >>> y.requires_grad
    False
    """

    def __init__(self, function: None = None) -> None:
        if function is not None:
            raise TypeError("no_grad decorates with parentheses: write @no_grad()")
        self._tokens: list[Token[bool]] = []

    def __enter__(self) -> no_grad:
        if _planning.get():
            raise Unplannable("no_grad() keeps numbers from the tape, which a plan does not have")
        self._tokens.append(_recording.set(False))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _recording.reset(self._tokens.pop())

    def __call__(self, function: F) -> F:
        if any(
            test(function)
            for test in (
                inspect.isgeneratorfunction,
                inspect.iscoroutinefunction,
                inspect.isasyncgenfunction,
            )
        ):
            raise TypeError(
                f"no_grad() cannot decorate the generator or coroutine {function.__name__}: "
                "use 'with no_grad():' inside it, around no yield"
            )

        @wraps(function)
        def quiet(*args: Any, **kwargs: Any) -> Any:
            with no_grad():
                return function(*args, **kwargs)

        return quiet  # type: ignore[return-value]
