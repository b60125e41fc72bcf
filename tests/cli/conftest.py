import pytest


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Commands write where they are started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
