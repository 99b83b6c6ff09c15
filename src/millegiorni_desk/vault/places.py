"""Where copies lie: a first place on this computer, and a second one, such as a stick, that comes and goes.

A place is a folder with a small file that names it, so that a stick is known again whatever drive it turns up as.
What is remembered of the places is kept inside the vault.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, durable
from millegiorni_desk.vault.vault import Vault

FIRST, SECOND = "first", "second"
_ID_FILE = "posto.json"
_LONG_AWAY = timedelta(days=7)


@dataclass(frozen=True)
class Place:
    """A place as the vault remembers it.

    ``folder`` is where its copies were last found, ``within`` the same seen from the root of its disk, ``id`` what
    its file says, ``seen`` the instant at which it was last there.
    """

    which: str
    folder: str
    within: str
    id: str
    seen: str

    @property
    def path(self) -> Path:
        """Where its copies lie."""
        return Path(self.folder)

    def away(self, now: datetime) -> timedelta:
        """For how long it has not been seen."""
        seen = datetime.strptime(self.seen, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return max(now - seen, timedelta(0))

    def missing_long(self, now: datetime) -> bool:
        """Whether it has been away for so long that someone should know."""
        return self.away(now) > _LONG_AWAY


def known_second(vault: Vault) -> Place | None:
    """The second place as it is remembered, there or not; none until one is chosen."""
    kept = vault.local(_key(SECOND))
    return Place(**kept) if kept is not None else None


def known_first(vault: Vault) -> Place:
    """The first place as it is remembered, or beside the vault where none was used yet."""
    kept = vault.local(_key(FIRST))
    if kept is not None:
        return Place(**kept)
    folder = vault.folder.absolute().parent / _name(vault)
    return Place(FIRST, str(folder), "", secrets.token_hex(8), audit.now())


def choose(vault: Vault, which: str, parent: Path) -> Place:
    """Keep copies in a folder of their own inside *parent* from now on; a place used before is known again.

    Raises ``InvalidValue`` where *parent* will not do, ``StorageFailed`` where nothing can be written there.
    """
    if not parent.is_dir():
        raise InvalidValue(
            _("Non trovo la cartella «{name}». Se è su una chiavetta, inseriscila.").format(name=parent.name),
            "folder",
        )
    folder = parent.absolute() / _name(vault)
    if _identity(parent, vault):
        folder = parent.absolute()
    if vault.folder.absolute() in (folder, *folder.parents):
        raise InvalidValue(
            _("Le copie non possono stare dentro l'archivio: scegli un'altra cartella."), "folder"
        )
    other = known_first(vault) if which == SECOND else known_second(vault)
    if other is not None and other.path == folder:
        raise InvalidValue(
            _("Qui ci sono già le copie dell'altro posto: scegli un'altra cartella."), "folder"
        )
    place = Place(which, str(folder), _within(folder), secrets.token_hex(8), audit.now())
    return _settle(vault, place)


def forget_second(vault: Vault) -> None:
    """Make no more copies in the second place; those that are there stay."""
    vault.set_local(_key(SECOND), None)


def first(vault: Vault) -> Place:
    """The first place; made where it is missing. Raises ``StorageFailed`` where it cannot be."""
    place = known_first(vault)
    if _identity(place.path, vault) == place.id:
        return _remember(vault, replace(place, seen=audit.now()))
    # New, taken away, or it was on another computer: made again where possible, else beside the vault.
    for folder in (place.path, vault.folder.absolute().parent / _name(vault)):
        if folder.parent.is_dir():
            return _settle(
                vault, replace(place, folder=str(folder), within=_within(folder), seen=audit.now())
            )
    raise StorageFailed(_("Non trovo dove mettere le copie. Scegli un'altra cartella nelle impostazioni."))


def second(vault: Vault, roots: Iterable[Path] = ()) -> Place | None:
    """The second place if it is there now; *roots* are the disks that are plugged in, where it may turn up anew."""
    place = known_second(vault)
    if place is None:
        return None
    for folder in (place.path, *(root / place.within for root in roots)):
        if _identity(folder, vault) == place.id:
            return _remember(vault, replace(place, folder=str(folder), seen=audit.now()))
    return None


def on_the_same_disk(place: Place, vault: Vault) -> bool:
    """Whether a broken disk would take both the vault and the place."""
    try:
        return place.path.stat().st_dev == vault.folder.stat().st_dev
    except OSError:
        return False


def _settle(vault: Vault, place: Place) -> Place:
    """Make the folder and its file, or take over the name that its file has already."""
    there = _identity(place.path, vault)
    if there:
        return _remember(vault, replace(place, id=there))
    try:
        place.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = {"place": place.id, "vault": vault.slots.vault_id}
        durable.write(place.path / (_ID_FILE + ".new"), json.dumps(content).encode())
        os.replace(place.path / (_ID_FILE + ".new"), place.path / _ID_FILE)
        durable.sync_folder(place.path)
    except OSError as error:
        raise StorageFailed(
            _("Non riesco a scrivere in «{name}»: {why}. Scegli un'altra cartella.").format(
                name=place.path.parent.name, why=reason(error)
            )
        ) from error
    return _remember(vault, place)


def _remember(vault: Vault, place: Place) -> Place:
    kept = vault.local(_key(place.which))
    former = Place(**kept) if kept is not None else None
    # Seen a moment ago is seen: not every look is a write.
    if former is None or replace(former, seen="") != replace(place, seen="") or _hours(former, place):
        vault.set_local(_key(place.which), asdict(place))
    return place


def _hours(former: Place, place: Place) -> bool:
    return former.seen[:13] != place.seen[:13]


def _identity(folder: Path, vault: Vault) -> str:
    """What the file in *folder* says, if it is a place of this vault's copies."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads((folder / _ID_FILE).read_bytes())
        if told["vault"] == vault.slots.vault_id:
            return str(told["place"])
    return ""


def _within(folder: Path) -> str:
    """*folder* as seen from the root of the disk that it is on."""
    root = folder
    while not os.path.ismount(root) and root.parent != root:
        root = root.parent
    return folder.relative_to(root).as_posix()


def _name(vault: Vault) -> str:
    return f"Copie di {vault.folder.absolute().name}"


def _key(which: str) -> str:
    return f"copies_{which}"
