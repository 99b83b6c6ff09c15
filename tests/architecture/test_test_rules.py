"""The rules that every test runs under: each of these tests must fail, and the first must not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

CASES = """
import logging, os, tempfile, threading, warnings
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning


@pytest.mark.expected_log("disk .* full", "slow")
def test_passes(home, temporary_folder, tmp_path):
    logging.getLogger("vault").warning("the disk is full")
    logging.getLogger("vault").error("slow")
    assert os.environ["MILLEGIORNI_TESTONLY_WEAKEN_KDF"] == "1"
    assert Path.home() == home and Path(tempfile.mkdtemp()).parent == temporary_folder
    assert list(tmp_path.iterdir()) == []


def test_log():
    logging.getLogger("vault").warning("nobody expects this")


@pytest.mark.expected_log("disk .* full")
def test_other_log():
    logging.getLogger("vault").error("something else")


def test_qt_message():
    qWarning(b"a widget without a parent")


def test_warning():
    warnings.warn("deprecated")


def test_error_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


def test_open_file(tmp_path):
    open(tmp_path / "left", "w")


@pytest.mark.xfail
def test_passes_unexpectedly():
    pass


@pytest.mark.soak
def test_soak():
    raise AssertionError("runs only when asked for")
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the cases under the project's own configuration and conftest."""
    folder = tmp_path_factory.mktemp("cases")
    (folder / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    pytest_command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(folder),
    ]
    return subprocess.run(
        [*pytest_command, "-p", "no:cacheprovider", "-rA", "-q", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    ).stdout


@pytest.mark.parametrize(
    "name",
    [
        "log",
        "other_log",
        "qt_message",
        "warning",
        "error_in_a_thread",
        "open_file",
        "passes_unexpectedly",
    ],
)
def test_what_nobody_expected_fails(name: str, outcome: str) -> None:
    words = [line.split()[:2] for line in outcome.splitlines()]
    case = f"test_cases.py::test_{name}"
    assert ["FAILED", case] in words or ["ERROR", case] in words, outcome


def test_what_was_expected_passes(outcome: str) -> None:
    assert "PASSED test_cases.py::test_passes" in outcome
    assert "ERROR test_cases.py::test_passes " not in outcome


def test_soak_runs_only_when_asked_for(outcome: str) -> None:
    assert "1 deselected" in outcome
    assert "test_soak" not in outcome


def test_an_unknown_marker_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "test_marker.py"
    file.write_text("import pytest\n@pytest.mark.slo\ndef test_x(): pass\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-q", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert told.returncode != 0
    assert "'slo' not found" in told.stdout
