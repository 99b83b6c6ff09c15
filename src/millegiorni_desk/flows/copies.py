"""The copies that make themselves: once a day where something changed, in two places, old ones taken away."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from millegiorni_desk.errors import DeskError
from millegiorni_desk.vault import audit, backup, manifest, places, rotation
from millegiorni_desk.vault.backup import Progress, unheard
from millegiorni_desk.vault.manifest import Manifest
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.places import FIRST, Place
from millegiorni_desk.vault.vault import Vault

WHOLE, FORMER_KEY, OLD_KEY, DAMAGED = "whole", "former key", "old key", "damaged"
READABLE = (WHOLE, FORMER_KEY)
DISTRUSTED = "copies_distrusted"
_NUMBER, _FAILED = "copies_number", "copies_failed"
# The one that makes itself and the one that is asked for would take the same number.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Copy:
    """A copy that lies in a place.

    ``state``: ``whole``; whole and made before the key was renewed; made under a key that nobody knows here; or
    ``damaged`` (then no manifest).
    """

    folder: Path
    which: str
    state: str
    manifest: Manifest | None


@dataclass(frozen=True)
class Outcome:
    """What a round did: the copy it ``made``, if any, how many it ``carried`` to the second place and ``dropped``."""

    made: Copy | None
    carried: int
    dropped: int


def listed(vault: Vault, roots: Sequence[Path] = ()) -> list[Copy]:
    """Every copy of this vault that can be reached now, the newest first. Reads their manifests, not their pages."""
    found = []
    for place in (places.first(vault), places.second(vault, roots)):
        found += _lying_in(vault, place)
    return sorted(found, key=lambda copy: copy.manifest.number if copy.manifest else 0, reverse=True)


def due(vault: Vault, today: date | None = None) -> bool:
    """Whether a copy should be made: none was made today and something changed since the last one.

    After the key was renewed, at once: whoever left can open the copies of before.
    """
    if not vault.may(Permission.BACK_UP):
        return False
    last = _newest(_lying_in(vault, places.first(vault)))
    if last is None or last.number in vault.local(DISTRUSTED, []):
        return True
    if last.key != manifest.key_name(vault.copy_key()):
        return True
    return last.on != (today or date.today()) and last.state != _state(vault)


def round_(
    vault: Vault, roots: Sequence[Path] = (), progress: Progress = unheard, *, asked: bool = False
) -> Outcome:
    """Make a copy if one is due or *asked* for, bring the newest to the second place if it is there, drop old ones.

    Raises what stopped it; what failed is remembered for :func:`failed` until a round succeeds.
    """
    vault.require(Permission.BACK_UP)
    with _ONE_AT_A_TIME:
        return _round(vault, roots, progress, asked)


def _round(vault: Vault, roots: Sequence[Path], progress: Progress, asked: bool) -> Outcome:
    try:
        first = places.first(vault)
        made = _make(vault, first, roots, progress) if asked or due(vault) else None
        carried, dropped = 0, _rotate(vault, first)
        second = places.second(vault, roots)
        if second is not None:
            carried = _carry(vault, first, second)
            dropped += _rotate(vault, second)
    except DeskError as error:
        vault.set_local(_FAILED, {"at": audit.now(), "sentence": error.message})
        raise
    vault.set_local(_FAILED, None)
    return Outcome(made, carried, dropped)


def make_now(vault: Vault, roots: Sequence[Path] = (), progress: Progress = unheard) -> Path:
    """Make a copy whether one is due or not, in both places; gives its folder."""
    made = round_(vault, roots, progress, asked=True).made
    return made.folder if made else Path()


def failed(vault: Vault) -> str:
    """Why the last round failed, in one sentence; empty where it did not."""
    told = vault.local(_FAILED)
    return str(told["sentence"]) if told else ""


def missing_place(vault: Vault, now: datetime) -> int:
    """For how many days the second place has been missing, once that is long enough to tell; else 0."""
    second = places.known_second(vault)
    return second.away(now).days if second is not None and second.missing_long(now) else 0


def _make(vault: Vault, first: Place, roots: Sequence[Path], progress: Progress) -> Copy:
    backup.sweep(first.path)
    numbers = [copy.manifest.number for copy in listed(vault, roots) if copy.manifest]
    number = max([int(vault.local(_NUMBER, 0)), *numbers]) + 1
    out = _free(first.path, f"{datetime.now():%Y-%m-%d %H.%M.%S}")
    made = backup.make(vault, out, number, progress)
    vault.set_local(_NUMBER, number)
    return Copy(out, FIRST, WHOLE, made)


def _free(place: Path, name: str) -> Path:
    """*name* in *place*; a clock that went back may have used it."""
    out, again = place / name, 1
    while out.exists():
        again += 1
        out = place / f"{name} ({again})"
    return out


def _carry(vault: Vault, first: Place, second: Place) -> int:
    """Bring the newest copy of the first place to the second, if it is not there."""
    backup.sweep(second.path)
    there = _newest(_lying_in(vault, second))
    here = [copy for copy in _lying_in(vault, first) if copy.state == WHOLE and copy.manifest]
    here.sort(key=lambda copy: copy.manifest.number if copy.manifest else 0)
    if not here or (there is not None and here[-1].manifest and there.number >= here[-1].manifest.number):
        return 0
    backup.carry(here[-1].folder, _free(second.path, here[-1].folder.name), vault.copy_key())
    return 1


def _rotate(vault: Vault, place: Place) -> int:
    """Drop the copies that no rule keeps; what is damaged is neither counted nor dropped."""
    copies = {copy.manifest.number: copy for copy in _lying_in(vault, place) if copy.manifest}
    stay = rotation.kept((number, copy.manifest.on) for number, copy in copies.items() if copy.manifest)
    for number in copies.keys() - stay:
        backup.discard(copies[number].folder)
    return len(copies.keys() - stay)


def _lying_in(vault: Vault, place: Place | None) -> list[Copy]:
    if place is None or not place.path.is_dir():
        return []
    held = (_looked_at(vault, folder, place.which) for folder in _folders(place.path))
    return [copy for copy in held if copy is not None]


def _folders(place: Path) -> Iterable[Path]:
    try:
        return sorted(folder for folder in place.iterdir() if (folder / manifest.FILE_NAME).is_file())
    except OSError:
        return []


def _looked_at(vault: Vault, folder: Path, which: str) -> Copy | None:
    """The copy in *folder*; none where it is another vault's or was not finished."""
    if backup.unfinished(folder):
        return None
    try:
        found = manifest.read(folder)
        if found.vault != vault.slots.vault_id:
            return None
        if not vault.knows_copy_key(found.key):
            return Copy(folder, which, OLD_KEY, found)
        if manifest.is_ours(folder, vault.copy_key(found.key)):
            of_today = found.key == manifest.key_name(vault.copy_key())
            return Copy(folder, which, WHOLE if of_today else FORMER_KEY, found)
    except DeskError:
        pass
    return Copy(folder, which, DAMAGED, None)


def _newest(copies: Iterable[Copy]) -> Manifest | None:
    return max(
        (copy.manifest for copy in copies if copy.manifest), key=lambda held: held.number, default=None
    )


def _state(vault: Vault) -> str:
    with vault.connection() as raw:
        return backup.state(raw, vault.slots)
