"""A registry to look people up in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import search
from tests.areas.people.registry import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """An empty registry with its index installed."""
    made = Registry(tmp_path / "registry.db")
    search.install(made.raw)
    yield made
    made.raw.close()
