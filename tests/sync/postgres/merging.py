"""Run as a program: one of two coordinators' processes that merge the same files into one store, each in its order."""

import json
import random
import sys
from contextlib import closing
from pathlib import Path

from millegiorni_sync import merge
from millegiorni_sync.bundle import open_sealed
from millegiorni_sync.identity import Identity
from millegiorni_sync.postgres import connect
from millegiorni_sync.roster import Roster
from tests.sync.world import NOW, TABLES


def main(folder: Path, address: str, seed: int) -> None:
    identity = Identity.from_json(json.loads((folder / "identity").read_text()))
    roster = Roster.from_json((folder / "roster").read_text())
    files = sorted(folder.glob("*.mgb"))
    random.Random(seed).shuffle(files)
    with closing(connect(address)) as connection:
        for file in files:
            waiting = [merge.parked(connection, name) for name in merge.parked_files(connection)]
            opened = [open_sealed(data, identity, roster) for data in (*waiting, file.read_bytes()) if data]
            merge.apply(connection, opened, TABLES, NOW)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
