"""Where kills and power cuts are run: a process apart, one for all of them."""

from collections.abc import Iterator

import pytest

from tests.crash.apart import Apart


@pytest.fixture(scope="session")
def apart() -> Iterator[Apart]:
    """What runs the programs of this folder."""
    made = Apart()
    yield made
    made.end()
