"""Freezes the vault of this version: ``python -m tests.vaults.make_frozen``, once, when a version is released.

An archive that a release has seen is never made again: it is how tests know that old vaults still open. Made
with a weak key derivation, which only tests accept; everyone in it is made up.
"""

import os
import sys
import tarfile
import tempfile
from pathlib import Path

os.environ["MILLEGIORNI_TESTONLY_WEAKEN_KDF"] = "1"


def main() -> None:
    """Make the archive of the schema's version, unless it is there."""
    from millegiorni_desk.flows import desk
    from millegiorni_desk.vault.schema import VERSION
    from tests.robustness import furnished
    from tests.vaults import frozen

    archive = frozen.FOLDER / f"{VERSION}.tar.gz"
    if archive.exists():
        sys.exit(
            f"{archive.name} is frozen already: raise vault.schema.VERSION, or remove it before a release."
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        furnished.build(folder)
        held = {}
        for place, user in frozen.DESKS.items():
            with desk.open_desk(folder / place, user, furnished.PASSPHRASE) as vault:
                held[place] = frozen.rows(vault)
        (folder / frozen.MANIFEST).write_text(_text(held), encoding="utf-8")
        with tarfile.open(archive, "w:gz") as packed:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.name != "vault.lock" and "exchange" not in path.parts:
                    packed.add(path, path.relative_to(folder), filter=_anonymous)
    sys.stdout.write(f"{archive.name}: {archive.stat().st_size} bytes\n")


def _text(held: object) -> str:
    import json

    return json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose computer made it, and when, is nobody's business."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    main()
