"""Reserved notes on a person: each sealed to the readers chosen, none of them in her card, in search or in print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealing import Seal, Subject, Told
from millegiorni_desk.vault.vault import Vault

_TABLE = "person"


@dataclass(frozen=True)
class Note:
    """A reserved note. ``text`` is None for whoever cannot read it; ``mine``: the user wrote it."""

    id: str
    text: str | None
    on_date: date | None
    author: str
    readers: tuple[str, ...]
    mine: bool


def of_person(vault: Vault, person_id: str) -> list[Note]:
    """Her reserved notes, newest first; who may not seal gets those alone that she can read."""
    vault.require(Permission.SEE_PEOPLE)
    may = vault.may(Permission.SEAL)
    found = [one for one in sealing.of_people(vault, _TABLE, [person_id]) if may or one.values is not None]
    return [_note(vault, one) for one in reversed(found)]


def add(vault: Vault, person_id: str, text: str, readers: Sequence[str]) -> None:
    """Write a note that only *readers* read. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.EDIT_PERSON)
    if not text.strip():
        raise InvalidValue(_("Scrivi la nota."), "text")
    person = vault.get(Person, person_id)
    with vault.save("note.reserve"):
        values = {"text": text.strip(), "on": date.today().isoformat()}
        sealing.seal(vault, Subject(_TABLE, person.id, person.house, person.id), values, readers)


def share(vault: Vault, person_id: str, note: Note, readers: Sequence[str]) -> None:
    """Let others read a note; whoever is no longer among *readers* loses it. Raises ``NotAllowed``."""
    _may_change(vault, note)
    person = vault.get(Person, person_id)
    values = {"text": note.text, "on": note.on_date.isoformat() if note.on_date else ""}
    before = Told(values, note.readers, (note.id,))
    sealing.replace(vault, Subject(_TABLE, person.id, person.house, person.id), values, readers, before)


def take_away(vault: Vault, note: Note) -> None:
    """Take a note off her card; its words are blanked in every vault. Raises ``NotAllowed``."""
    _may_change(vault, note)
    sealing.void(vault, [note.id], forget=True)


def _may_change(vault: Vault, note: Note) -> None:
    if note.text is None:
        raise NotAllowed(_("Questa nota è riservata ad altre persone: non ho cambiato nulla."))
    if not note.mine:
        vault.require(Permission.SEAL)


def _note(vault: Vault, one: Seal) -> Note:
    values = one.values or {}
    on = str(values.get("on", ""))
    return Note(
        one.id,
        str(values["text"]) if "text" in values else None,
        date.fromisoformat(on) if on else None,
        one.author,
        one.readers,
        one.author == vault.user_name,
    )
