"""Documents of a person kept inside the vault: never a file beside it, written out only where someone asks.

A file is cut into parts that are base64 text, as everything that the change log carries. Its kind is told from its
bytes (:mod:`media`), and its sha256 is checked each time it is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people import held, media, stored_files
from millegiorni_desk.areas.people.records import Attachment, AttachmentPart
from millegiorni_desk.areas.people.stored_files import MOST_BYTES, PART_BYTES
from millegiorni_desk.errors import InvalidValue, VaultDamaged
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "MOST_BYTES",
    "MOST_OF_PERSON",
    "PART_BYTES",
    "about",
    "add",
    "add_file",
    "edit",
    "of_person",
    "read",
]

MOST_OF_PERSON = 100_000_000
"""All files of one person together, those taken off too: they are still in the vault."""

USES = ("preview", "save")


def add(
    vault: Vault, person_id: str, name: str, content: bytes, notes: str = "", about: str = ""
) -> Attachment:
    """Keep *content* on a card. Raises ``InvalidValue`` for what is too large or of a kind that is not kept.

    *about* is the id of the record that it proves. ``edit(…, voided=True)`` takes it off again.
    """
    vault.require(Permission.EDIT_PERSON)
    _check_size(len(content), _kept(vault, person_id))
    kind = stored_files.kind_of(content, name)
    attachment = Attachment(
        house="", person_id=person_id, name=media.safe_name(name, kind), media_type=kind, size=len(content),
        sha256=stored_files.sha256(content), added_on=date.today(), added_by=vault.user_name,
        notes=" ".join(notes.split()), about=about,
    )  # fmt: skip
    with vault.save("attachment.add", size=len(content)) as session:
        held.add(vault, person_id, attachment, "attachment.add")
        session.flush()
        insert_all(session, _parts(attachment, content))
    return attachment


def add_file(vault: Vault, person_id: str, path: Path, notes: str = "", about: str = "") -> Attachment:
    """As :func:`add`, with a file on this computer, which stays where it is."""
    return add(vault, person_id, path.name, stored_files.read_file(path), notes, about)


def edit(vault: Vault, attachment_id: str, **changes: Any) -> Attachment:
    """Change the notes, or take the document off the card (``voided=True``) and back."""
    return held.edit(vault, Attachment, attachment_id, changes, "attachment.edit", _check_kept)


def of_person(vault: Vault, person_id: str) -> list[Attachment]:
    """Her documents in the order in which they were added, without their content."""
    return held.of_person(vault, Attachment, person_id)


def about(vault: Vault, record_id: str) -> list[Attachment]:
    """The documents that prove a record, in the order in which they were added, without their content."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(Attachment)
            # The empty name is no record, and said so that SQLite takes the index that leaves it out.
            .where(Attachment.about == record_id, Attachment.about != "", col(Attachment.voided).is_(False))
            .order_by(Attachment.id)
        )
        return list(found.all())


def read(vault: Vault, attachment_id: str, use: str) -> bytes:
    """The content, to be shown (``preview``) or written where someone chose (``save``): noted in the audit log.

    Raises ``VaultDamaged`` where it is not what was put in.
    """
    vault.require(Permission.EDIT_PERSON if use == "save" else Permission.SEE_PEOPLE)
    if use not in USES:
        raise ValueError(use)
    attachment = vault.get(Attachment, attachment_id)
    parts = vault.query(
        "SELECT data FROM attachment_part WHERE attachment_id = :id ORDER BY n", id=attachment_id
    )
    content = stored_files.whole((part["data"] for part in parts), attachment.size, attachment.sha256)
    if content is None:
        raise VaultDamaged(
            _(
                "Questo documento non è arrivato intero: una parte manca o è cambiata. La scheda è a posto. "
                "Se viene da un'altra postazione, sincronizza di nuovo; altrimenti allegalo un'altra volta."
            )
        )
    vault.note(f"attachment.{use}", attachment=attachment_id, person=attachment.person_id)
    return content


def _parts(attachment: Attachment, content: bytes) -> list[AttachmentPart]:
    return [
        AttachmentPart(house=attachment.house, attachment_id=attachment.id, n=number, data=data)
        for number, data in enumerate(stored_files.cut(content))
    ]


def _kept(vault: Vault, person_id: str) -> int:
    return int(
        vault.scalar("SELECT coalesce(sum(size), 0) FROM attachment WHERE person_id = :id", id=person_id)
    )


def _check_size(size: int, kept: int) -> None:
    stored_files.check_size(size)
    if kept + size > MOST_OF_PERSON:
        raise InvalidValue(
            _(
                "I documenti di questa persona supererebbero i {most} MB: il file non è stato allegato."
            ).format(most=MOST_OF_PERSON // 1_000_000),
            "file",
        )


def _check_kept(attachment: Attachment) -> None:
    attachment.notes = " ".join(attachment.notes.split())
