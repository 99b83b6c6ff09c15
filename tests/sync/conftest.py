"""Real servers, each started once and only by the first test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.exchange.cloud import Cloud
from tests.sync.exchange.object_store import ObjectStore


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A WebDAV server."""
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """An object store."""
    made = ObjectStore(tmp_path_factory.mktemp("store"))
    try:
        made.ready()
        yield made
    finally:
        made.stop()
