"""Documents of a person kept inside the vault: never a file beside it, written out only where someone asks.

A file is cut into parts that are base64 text, as everything that the change log carries. Its kind is told from its
bytes (:mod:`media`), and its sha256 is checked each time it is read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import stat
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people import held, media
from millegiorni_desk.areas.people.records import Attachment, AttachmentPart
from millegiorni_desk.errors import InvalidValue, VaultDamaged, WorldError, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

MOST_BYTES = 10_000_000
"""The largest file."""

MOST_OF_PERSON = 100_000_000
"""All files of one person together, those taken off too: they are still in the vault."""

PART_BYTES = 192 * 1024
"""A part in bytes; a multiple of three, so that its base64 has no padding but the last's."""

USES = ("preview", "save")


def add(
    vault: Vault, person_id: str, name: str, content: bytes, notes: str = "", about: str = ""
) -> Attachment:
    """Keep *content* on a card. Raises ``InvalidValue`` for what is too large or of a kind that is not kept.

    *about* is the id of the record that it proves. ``edit(…, voided=True)`` takes it off again.
    """
    vault.require(Permission.EDIT_PERSON)
    _check_size(len(content), _kept(vault, person_id))
    kind = media.media_type(content, name)
    if not kind:
        raise InvalidValue(
            _(
                "Questo file non si può allegare: si tengono PDF, immagini PNG e JPEG, testi, documenti Word (docx) "
                "ed Excel (xlsx) senza macro. Salvalo in uno di questi formati e riprova."
            ),
            "file",
        )
    attachment = Attachment(
        house="", person_id=person_id, name=media.safe_name(name, kind), media_type=kind, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), added_on=date.today(), added_by=vault.user_name,
        notes=" ".join(notes.split()), about=about,
    )  # fmt: skip
    with vault.save("attachment.add", size=len(content)) as session:
        held.add(vault, person_id, attachment, "attachment.add")
        session.flush()
        insert_all(session, _parts(attachment, content))
    return attachment


def add_file(vault: Vault, person_id: str, path: Path, notes: str = "", about: str = "") -> Attachment:
    """As :func:`add`, with a file on this computer, which stays where it is."""
    return add(vault, person_id, path.name, _read_file(path), notes, about)


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
    try:
        content = b"".join(base64.b64decode(part["data"], validate=True) for part in parts)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != attachment.size or hashlib.sha256(content).hexdigest() != attachment.sha256:
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
        AttachmentPart(
            house=attachment.house,
            attachment_id=attachment.id,
            n=number,
            data=base64.b64encode(content[start : start + PART_BYTES]).decode("ascii"),
        )
        for number, start in enumerate(range(0, len(content), PART_BYTES))
    ]


def _kept(vault: Vault, person_id: str) -> int:
    return int(
        vault.scalar("SELECT coalesce(sum(size), 0) FROM attachment WHERE person_id = :id", id=person_id)
    )


def _check_size(size: int, kept: int) -> None:
    if size == 0:
        raise InvalidValue(_("Il file è vuoto."), "file")
    if size > MOST_BYTES:
        raise InvalidValue(
            _("Il file è troppo grande: {size} MB, al massimo {most}. Riducilo e riprova.").format(
                size=-(-size // 1_000_000), most=MOST_BYTES // 1_000_000
            ),
            "file",
        )
    if kept + size > MOST_OF_PERSON:
        raise InvalidValue(
            _(
                "I documenti di questa persona supererebbero i {most} MB: il file non è stato allegato."
            ).format(most=MOST_OF_PERSON // 1_000_000),
            "file",
        )


def _read_file(path: Path) -> bytes:
    try:
        # Looked at before it is opened: a pipe would be waited for, and a large file need not be read.
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InvalidValue(_("Si può allegare solo un file."), "file")
        _check_size(found.st_size, 0)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WorldError(
            _("Non riesco a leggere «{name}»: {why}. Nulla è cambiato: controllalo e riprova.").format(
                name=path.name, why=reason(error)
            )
        ) from error


def _check_kept(attachment: Attachment) -> None:
    attachment.notes = " ".join(attachment.notes.split())
