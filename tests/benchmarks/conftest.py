"""What every measurement may use, and the table at the end of the run."""

from collections.abc import Iterator

import pytest

from millegiorni_desk.vault.vault import Vault
from tests.benchmarks import ratios
from tests.benchmarks.million import million


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The coordination's vault with 400,000 people and 1,000,000 accesses, indexed."""
    with million(tmp_path_factory.mktemp("million")) as vault:
        yield vault


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ratios.LINES:
        return
    terminalreporter.write_sep("=", "measurements: milliseconds of wall time (of processor time)")
    for line in ratios.table():
        terminalreporter.write_line(line)
