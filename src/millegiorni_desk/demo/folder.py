"""The demo's folder: what is in it, and that nothing of anybody else's is ever replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault.lock import VaultLock, refuse_network_folder

_MARK = ".millegiorni-demo"
_FOLDERS = ("houses", "coordinator", "exchange")
_FILES = (
    "report.json", "report.xlsx", "report.pdf", "report.docx", "receipt.pdf", "minutes.json", "minutes.pdf",
    "minutes.xlsx", "entra.txt",
)  # fmt: skip


class DemoFolder:
    """Where the demo puts what it makes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.coordinator = root / "coordinator"
        self.exchange = root / "exchange"

    def house(self, code: str) -> Path:
        """The vault of a house."""
        return self.root / "houses" / code

    def prepare(self) -> None:
        """Make the folder, or empty one that an earlier demo made.

        Raises ``InvalidValue`` for a folder that holds anything else, ``VaultInUse`` while one of its vaults is
        open somewhere; then nothing was touched.
        """
        try:
            ours = (self.root / _MARK).is_file()
            if not ours and self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
                raise InvalidValue(
                    _(
                        "La cartella {name} contiene già altro e la dimostrazione non la tocca. Scegline una "
                        "nuova o vuota, per esempio con --out."
                    ).format(name=self.root.name),
                    "out",
                )
            if ours:
                self._clear()
            self.exchange.mkdir(parents=True)
            (self.root / "houses").mkdir()
            (self.root / _MARK).touch()
            refuse_network_folder(self.root)
        except OSError as error:
            raise StorageFailed(
                _(
                    "Non riesco a scrivere nella cartella {name}: {reason}. Controlla lo spazio e i "
                    "permessi, o scegline un'altra con --out."
                ).format(name=self.root.name, reason=reason(error))
            ) from error

    def _clear(self) -> None:
        """Take away what an earlier demo made and nothing else."""
        for slots in self.root.glob("**/vault.slots"):
            lock = VaultLock(slots.parent)
            lock.take()
            lock.release()
        for name in _FOLDERS:
            if (self.root / name).exists():
                shutil.rmtree(self.root / name)
        for name in _FILES:
            (self.root / name).unlink(missing_ok=True)

    def write(self, name: str, content: bytes) -> Path:
        """Put a file of the demo's; ``name`` is one of those that the next demo will replace."""
        if name not in _FILES:
            raise ValueError(f"not a file of the demo: {name}")
        path = self.root / name
        try:
            path.write_bytes(content)
        except OSError as error:
            raise StorageFailed(
                _("Non riesco a scrivere {name}: {reason}. Libera spazio e riprova.").format(
                    name=name, reason=reason(error)
                )
            ) from error
        return path
