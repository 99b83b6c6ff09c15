"""The import contracts of pyproject.toml hold over the whole tree."""

import os
import subprocess
import sys

from tests.architecture.sources import ROOT, SOURCE_ROOTS


def test_the_import_contracts_hold() -> None:
    lint = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, SOURCE_ROOTS))}
    told = subprocess.run(lint, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout
