"""Notes on a pathway, and what the team talked over and decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.parts import house_of
from millegiorni_desk.areas.pathways.records import PathwayNote
from millegiorni_desk.areas.pathways.reserved import SEALED_NOTES
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

NOTE, TEAM = "note", "team"


@dataclass(frozen=True)
class Line:
    """A note as the user may see it; ``reserved`` where it is sealed."""

    note: PathwayNote
    reserved: Mark | None = None


def add(vault: Vault, note: PathwayNote, readers: Readers = None) -> PathwayNote:
    """Keep a note, or (``kind`` ``team``) a discussion with who was present and what was decided.

    With *readers*, or in a reserved pathway, its words, who was there and what was decided are sealed.
    Raises ``InvalidValue``.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway_note.add") as session:
        note.house = house_of(vault, note.pathway_id)
        note.author = note.author or vault.user_name
        _check(note)
        chosen = following.readers_beside(vault, note.pathway_id, readers)
        session.add_all(SEALED_NOTES.split(vault, [note], chosen))
    return note


def edit(vault: Vault, note_id: str, readers: Readers = None, **changes: Any) -> PathwayNote:
    """Change a note, or who may read it. Raises ``NotAllowed`` for what is sealed to others."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway_note.edit") as session:
        record = vault.get(PathwayNote, note_id)
        return session.merge(SEALED_NOTES.revised(vault, record, changes, readers, _check))


def void(vault: Vault, note_id: str, voided: bool = True) -> PathwayNote:
    """Take a note out of every list, or put it back."""
    return edit(vault, note_id, voided=voided)


def of_pathway(vault: Vault, pathway_id: str) -> list[Line]:
    """Those of a pathway, the newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(PathwayNote)
            .where(PathwayNote.pathway_id == pathway_id, col(PathwayNote.voided).is_(False))
            .order_by(col(PathwayNote.on_date).desc(), col(PathwayNote.id).desc())
        ).all()
    marks = SEALED_NOTES.marks(vault, [note.id for note in found])
    return [Line(note, marks.get(note.id)) for note in SEALED_NOTES.shown(vault, found)]


def _check(note: PathwayNote) -> None:
    if note.kind not in (NOTE, TEAM):
        raise InvalidValue(_("È una nota, oppure un confronto in équipe."), "kind")
    if note.on_date > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire."), "on_date")
    if not (note.words.strip() or note.decided.strip()):
        raise InvalidValue(_("Scrivi qualche parola."), "words")
    if note.kind == TEAM and not note.present:
        raise InvalidValue(_("Scrivi chi c'era."), "present")
