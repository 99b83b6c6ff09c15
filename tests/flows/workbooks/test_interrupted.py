"""An import whose process is killed half way leaves nothing, and the same file brings everything."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.flows.workbooks import import_workbook, imports
from tests.flows.workbooks.conftest import ACCESS, LUCIA, PASSPHRASE, Register, new_vault, synced

_CHILD = """
import sys
from pathlib import Path
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.flows.workbooks import import_workbook

def wait_half_way(done, total, text):
    if done == 2_000:
        print("now", flush=True)
        sys.stdin.read()

vault = open_desk(Path(sys.argv[1]), "lucia", sys.argv[2])
import_workbook(vault, Path(sys.argv[3]), progress=wait_half_way)
"""


def test_a_killed_import_leaves_nothing_and_the_same_file_brings_everything(
    register: Register, tmp_path: Path
) -> None:
    rows = [
        {
            **ACCESS,
            "Data": date(2025, 1 + n % 10, 1 + n // 10 % 28),
            "Nome": f"Fatima {n % 97}",
            "Nascite figli": "2022",
        }
        for n in range(2_200)
    ]
    path = register("accesses", *rows)
    folder = tmp_path / "killed"
    new_vault(folder).close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), PASSPHRASE, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "now\n"
        child.kill()

    with open_desk(folder, LUCIA.name, PASSPHRASE) as vault, new_vault(tmp_path / "whole") as whole:
        assert vault.scalar("SELECT count(*) FROM access") == vault.scalar("SELECT count(*) FROM person") == 0
        assert imports(vault) == []
        outcome = import_workbook(vault, path)
        assert (outcome.added, outcome.already, outcome.rejected) == (2_200, 0, [])
        assert import_workbook(whole, path).added == 2_200
        assert synced(vault) == synced(whole)
