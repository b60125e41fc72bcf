"""Each floor imports only from the floors below it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tinygrad_bc"
FLOORS = [
    {"operation", "array_forms", "rules"},
    {
        "checks",
        "allocation",
        "recording",
        "tape",
        "messages",
        "numpy_forms",
        "value",
        "differentiation",
        "tensor",
        "functions",
        "gradcheck",
    },
    {"convention", "reading", "compiled"},
    {"nn", "optim", "steps", "training", "data", "files"},
    {"checker", "doctor"},
    {"cli", "interop"},
    {"__main__", "__init__"},
]
APART = {"manual"}
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "tinygrad_bc" and len(parts) > 1:
                yield parts[1]


def test_every_room_has_a_floor():
    assert {room_of(path) for path in FILES} <= set(FLOOR) | APART


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_lead_down(path):
    room = room_of(path)
    for other in imported_rooms(path):
        if room in APART:
            assert other == room, f"{room} stands apart, but imports {other}"
        if other in FLOOR and other != room:
            assert FLOOR[other] <= FLOOR[room], f"{room} imports {other} from a floor above"
