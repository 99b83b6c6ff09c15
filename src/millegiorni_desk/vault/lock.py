"""One process at a time: a lock on a file beside the vault, released by the system if the process dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from millegiorni_desk.errors import StorageFailed, VaultInUse, reason
from millegiorni_desk.language import _

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs"}
)


class VaultLock:
    """Holds ``vault.lock`` while the vault is open."""

    def __init__(self, folder: Path) -> None:
        # Not of one thread: a vault is opened beside the window and closed by it.
        self._lock = FileLock(folder / "vault.lock", timeout=0, thread_local=False)

    def take(self) -> None:
        """Take the lock at once or raise ``VaultInUse``."""
        try:
            self._lock.acquire()
        except Timeout:
            raise VaultInUse(
                _("Questo archivio è già aperto in un'altra finestra. Usa quella, oppure chiudila e riprova.")
            ) from None
        except OSError as error:
            raise StorageFailed(
                _(
                    "Non riesco a scrivere nella cartella dell'archivio: {reason}. Controlla che non sia di "
                    "sola lettura; i dati non sono stati toccati."
                ).format(reason=reason(error))
            ) from error

    def release(self) -> None:
        """Let the next process in."""
        self._lock.release()


def refuse_network_folder(folder: Path) -> None:
    """Refuse a live vault on a network file system, where SQLite's write-ahead log cannot be trusted.

    (SQLite documentation, "Write-Ahead Logging": all processes must be on the same host.)
    """
    if str(folder).startswith(("\\\\", "//")) or _file_system(folder) in _NETWORK_FILE_SYSTEMS:
        raise StorageFailed(
            _(
                "L'archivio non può stare in una cartella di rete: si rovinerebbe. "
                "Mettilo sul disco di questo computer; in rete vanno solo le consegne."
            )
        )


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    here = folder.resolve()
    around = {str(each) for each in (here, *here.parents)}
    best, kind = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if point in around and len(point) > best:
            best, kind = len(point), fields[2]
    return kind
