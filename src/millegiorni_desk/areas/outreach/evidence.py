"""What shows that the funders were named: files kept inside the vault, each about one thing that was made or done.

A file without a funder shows the marks of all of them, and stands in the list of each.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.outreach import named
from millegiorni_desk.areas.outreach.named import EVER, Days, Subject
from millegiorni_desk.areas.outreach.records import Evidence, EvidencePart
from millegiorni_desk.areas.people import media, stored_files
from millegiorni_desk.errors import InvalidValue, VaultDamaged
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import COORDINATION, insert_all
from millegiorni_desk.vault.vault import Vault

MOST_OF_ONE = 100_000_000
"""All files about one thing together, those taken out too: they are still in the vault."""

USES = ("preview", "save")


@dataclass(frozen=True)
class Item:
    """A file, without its content, and what it is about (None before that arrives)."""

    evidence: Evidence
    subject: Subject | None


def add(
    vault: Vault, about: str, name: str, content: bytes, funder_id: str = "", notes: str = ""
) -> Evidence:
    """Keep *content* about a material, post, conference or meeting. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RECORD_OUTREACH)
    if about not in named.subjects(vault, [about]):
        raise InvalidValue(_("Scegli di che cosa è la prova: un materiale, una pubblicazione…"), "about")
    _check_funder(vault, funder_id)
    stored_files.check_size(len(content))
    if _kept(vault, about) + len(content) > MOST_OF_ONE:
        raise InvalidValue(
            _("Le prove di questa voce supererebbero i {most} MB: il file non è stato aggiunto.").format(
                most=MOST_OF_ONE // 1_000_000
            ),
            "file",
        )
    kind = stored_files.kind_of(content, name)
    made = Evidence(
        house=vault.house or COORDINATION, about=about, funder_id=funder_id, name=media.safe_name(name, kind),
        media_type=kind, size=len(content), sha256=stored_files.sha256(content), added_on=date.today(),
        added_by=vault.user_name, notes=named.line_of_words(notes),
    )  # fmt: skip
    with vault.save("evidence.add") as session:
        session.add(made)
        session.flush()
        insert_all(
            session,
            [
                EvidencePart(house=made.house, evidence_id=made.id, n=number, data=data)
                for number, data in enumerate(stored_files.cut(content))
            ],
        )
    return made


def add_file(vault: Vault, about: str, path: Path, funder_id: str = "", notes: str = "") -> Evidence:
    """As :func:`add`, with a file on this computer, which stays where it is."""
    vault.require(Permission.RECORD_OUTREACH)
    return add(vault, about, path.name, stored_files.read_file(path), funder_id, notes)


def edit(vault: Vault, evidence_id: str, **changes: Any) -> Evidence:
    """Change what it is about, its funder or its notes, or take it out (``voided=True``) and back."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("evidence.edit") as session:
        held = vault.get(Evidence, evidence_id)
        for field, value in changes.items():
            setattr(held, field, value)
        held.notes = named.line_of_words(held.notes)
        if "about" in changes and held.about not in named.subjects(vault, [held.about]):
            raise InvalidValue(_("Scegli di che cosa è la prova: un materiale, una pubblicazione…"), "about")
        _check_funder(vault, held.funder_id)
        return session.merge(held)


def of_funder(vault: Vault, funder_id: str = "", days: Days = EVER) -> list[Item]:
    """The files for a funder, or all, about things of a period; the newest thing first."""
    vault.require(Permission.SEE_PROGRAMME)
    theirs = " AND funder_id IN (:funder, '')" if funder_id else ""
    rows = vault.query(f"SELECT id, about FROM evidence WHERE voided IS 0{theirs}", funder=funder_id)
    known = named.subjects(vault, [row["about"] for row in rows])
    wanted = [
        row["id"]
        for row in rows
        if row["about"] not in known or days.first <= known[row["about"]].on_date <= days.last
    ]
    with vault.read() as session:
        found = session.exec(select(Evidence).where(col(Evidence.id).in_(wanted))).all()
    items = [Item(one, known.get(one.about)) for one in found]
    return sorted(items, key=_newest_first)


def counts(vault: Vault, ids: Sequence[str]) -> dict[str, int]:
    """How many files there are about each of those things; those without are left out."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        "SELECT about, count(*) AS n FROM evidence WHERE about IN (SELECT value FROM json_each(:ids)) "
        "AND voided IS 0 GROUP BY about",
        ids=json.dumps(list(ids)),
    )
    return {row["about"]: row["n"] for row in rows}


def read(vault: Vault, evidence_id: str, use: str) -> bytes:
    """The content, to be shown (``preview``) or written where someone chose (``save``): noted in the audit log.

    Raises ``VaultDamaged`` where it is not what was put in.
    """
    vault.require(Permission.RECORD_OUTREACH if use == "save" else Permission.SEE_PROGRAMME)
    if use not in USES:
        raise ValueError(use)
    content = whole(vault, vault.get(Evidence, evidence_id))
    if content is None:
        raise VaultDamaged(
            _(
                "Questo file non è arrivato intero: una parte manca o è cambiata. "
                "Se viene da un'altra postazione, sincronizza di nuovo; altrimenti aggiungilo un'altra volta."
            )
        )
    vault.note(f"evidence.{use}", evidence=evidence_id)
    return content


def whole(vault: Vault, one: Evidence) -> bytes | None:
    """The content of a file, or None where it is not what was put in. Whoever takes it out of the vault notes it."""
    vault.require(Permission.SEE_PROGRAMME)
    parts = vault.query("SELECT data FROM evidence_part WHERE evidence_id = :id ORDER BY n", id=one.id)
    return stored_files.whole((part["data"] for part in parts), one.size, one.sha256)


def _kept(vault: Vault, about: str) -> int:
    return int(vault.scalar("SELECT coalesce(sum(size), 0) FROM evidence WHERE about = :about", about=about))


def _check_funder(vault: Vault, funder_id: str) -> None:
    if funder_id and funder_id not in named.funders(vault):
        raise InvalidValue(
            _("Questo finanziatore non è nell'elenco della rete: scegline un altro."), "funder_id"
        )


def _newest_first(item: Item) -> tuple[int, str]:
    day = item.subject.on_date if item.subject is not None else item.evidence.added_on
    return -day.toordinal(), item.evidence.id
