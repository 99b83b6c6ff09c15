"""The files of a vault whose key is being renewed: putting the new ones in the place of the former, whatever happens.

The order is what makes it safe. The new database is whole and on the disk before the slots are replaced, and no
write-ahead log of the former one is left; from the slots that are valid the next opening sees on which side of that
step it is.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from millegiorni_desk.errors import StorageFailed, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import connection, durable, key_slots
from millegiorni_desk.vault.key_slots import SlotFile

NEW_NAME = connection.FILE_NAME + ".new"


def drop(folder: Path) -> None:
    """Take away a new database that is not to be used."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        with suppress(OSError):
            (folder / (NEW_NAME + suffix)).unlink(missing_ok=True)


def swap(folder: Path, before: SlotFile, slots: SlotFile) -> None:
    """Make *slots* and the new database, which are of one key, those of the vault in *folder*.

    Nobody has the former database open. Raises ``StorageFailed``; whether it is all as it was :func:`undone` tells.
    """
    try:
        key_slots.write(folder, slots)
        _take_place(folder)
    except StorageFailed:
        if not undone(folder, before):
            key_slots.put_back(folder, before)
        drop(folder)
        raise
    key_slots.forget_previous(folder, slots)


def undone(folder: Path, before: SlotFile) -> bool:
    """Whether the slots that are valid are those of before."""
    return key_slots.read(folder) == before


def settle(folder: Path, slots: SlotFile, key: str) -> None:
    """Finish or undo a renewal that was cut short; *slots* are those that are valid, *key* the database's by them.

    Raises ``StorageFailed`` where it cannot be finished now.
    """
    if (folder / NEW_NAME).exists():
        if connection.opens(folder / connection.FILE_NAME, key):
            drop(folder)
        elif connection.opens(folder / NEW_NAME, key):
            _take_place(folder)
    key_slots.drop_unfinished(folder)
    if key_slots.spare_is_behind(folder, slots):
        key_slots.forget_previous(folder, slots)


def _take_place(folder: Path) -> None:
    try:
        os.replace(folder / NEW_NAME, folder / connection.FILE_NAME)
    except OSError as error:
        raise StorageFailed(
            _(
                "Non riesco a mettere al suo posto l'archivio con la chiave nuova: {reason}. "
                "Chiudi gli altri programmi che usano la cartella e riprova."
            ).format(reason=reason(error))
        ) from error
    # Should the disk forget this name, the next opening does it again.
    with suppress(OSError):
        durable.sync_folder(folder)
