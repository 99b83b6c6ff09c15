"""What every measurement may use, and the table at the end of the run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.vault.vault import Vault
from tests.benchmarks import ratios
from tests.benchmarks.million import million, million_again


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The coordination's vault with 400,000 people and 1,000,000 accesses, indexed.

    ``BENCH_VAULT`` may name a folder to keep it in: making it takes most of the time of one file's run.
    """
    kept = os.environ.get("BENCH_VAULT")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("million")
    with million_again(folder) if (folder / "whole").exists() else million(folder) as vault:
        (folder / "whole").touch()
        yield vault


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ratios.LINES:
        return
    terminalreporter.write_sep("=", "measurements: milliseconds of wall time (of processor time)")
    for line in ratios.table():
        terminalreporter.write_line(line)
