"""Everything that is held on a person, for her (GDPR articles 15 and 20): as JSON and as a paper to read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.doti import account_copies
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import StorageFailed, reason
from millegiorni_desk.flows import belongings
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealing import Seal
from millegiorni_desk.vault.vault import Vault

FORMAT = "millegiorni-person-export 1"
# Keys say nothing to anyone but the program, and the bytes of attachments travel beside, as the files they are.
SEALED = (
    "access", "pathway", "goal", "goal_step", "outside_score", "hand_over", "intervention", "appointment",
    "pathway_note", "referral", "mediation", "mediation_session", "question_answer", "person",
)  # fmt: skip
_LEFT_OUT = frozenset({"sealed_key", "sealed", "attachment_part"})


@dataclass(frozen=True)
class PersonExport:
    """What is held on one person.

    ``records``: table → rows as they are stored. ``history``: the values that were replaced, oldest first.
    ``attachments``: file name → bytes. ``reserved``: how many sealed records are left out; ``opened``: those that
    are not, where whoever exports can read them and asked for them. ``accounts``: what the copies of accounts kept
    in this vault told the funders of her doti (``account_copies.about``).
    """

    person: dict[str, Any]
    made_at: str
    made_by: str
    house: str
    records: dict[str, list[dict[str, Any]]]
    history: list[dict[str, Any]]
    attachments: dict[str, bytes]
    reserved: int
    opened: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)


def collect(vault: Vault, person_id: str, *, reserved: bool = False) -> PersonExport:
    """Gather everything that names her, and note in the audit log that it was done. Raises ``NotFound``.

    *reserved* takes in what is sealed, as far as the user can read it.
    """
    vault.require(Permission.EXPORT_PERSON)
    vault.get(Person, person_id)
    ids = belongings.of_person(vault, person_id)
    records = {table: _rows(vault, table, held) for table, held in ids.items() if table not in _LEFT_OUT}
    seals = {
        one.id: (table, one)
        for table in SEALED
        for one in sealing.of_subjects(vault, table, ids.get(table, ()))
    }
    seals |= {one.id: ("person", one) for one in sealing.of_people(vault, "person", [person_id])}
    opened = [
        _told(vault, table, one) for table, one in seals.values() if reserved and one.values is not None
    ]
    made = PersonExport(
        person=records["person"][0],
        made_at=audit.now(),
        made_by=vault.user_name,
        house=vault.house,
        records=records,
        history=_history(vault, ids),
        attachments=_attachments(vault, records.get("attachment", [])),
        reserved=len(seals) - len(opened),
        opened=opened,
        accounts=account_copies.about(vault, ids.get("dote", ())),
    )
    told = {"records": sum(map(len, records.values())), "reserved": len(opened)}
    vault.note("person.export", person=person_id, **told)
    return made


def to_json(export: PersonExport) -> bytes:
    """The export for another program, UTF-8: ``docs/person-export.md`` explains its names."""
    content = {
        "format": FORMAT,
        "made_at": export.made_at,
        "made_by": export.made_by,
        "house": export.house,
        "person": export.person["id"],
        "records": export.records,
        "history": export.history,
        "attachments": {name: len(content) for name, content in export.attachments.items()},
        "reserved": export.opened,
        "funder_accounts": export.accounts,
        "reserved_not_included": export.reserved,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def write_attachments(export: PersonExport, folder: Path) -> Path:
    """Write her attachments into a new folder inside *folder*; gives it. Nothing that is there is written over."""
    try:
        out = _unused(folder / "allegati")
        out.mkdir()
        for name, content in export.attachments.items():
            _unused(out / _file_name(name)).write_bytes(content)
    except OSError as error:
        raise StorageFailed(
            _("Non riesco a scrivere gli allegati: {why}. Nell'archivio ci sono ancora tutti.").format(
                why=reason(error)
            )
        ) from error
    return out


def _unused(path: Path) -> Path:
    """*path*, with a number where something is there already."""
    found, n = path, 1
    while found.exists():
        n += 1
        found = path.with_stem(f"{path.stem} {n}")
    return found


def _file_name(name: str) -> str:
    """A name that every system takes: no folders, no signs of its own."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(" .")
    return plain or "allegato"


def _told(vault: Vault, table: str, one: Seal) -> dict[str, Any]:
    values = dict(one.values or {})
    if table == "question_answer":
        # An answer says nothing without its question, which is not sealed.
        asked = vault.scalar("SELECT question FROM question_answer WHERE id = :id", id=one.subject_id)
        values = {"question": asked, **values}
    return {"table": table, "record": one.subject_id, "by": one.author, "values": values}


def _rows(vault: Vault, table: str, ids: list[str]) -> list[dict[str, Any]]:
    return vault.query(
        f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids=json.dumps(ids),
    )


def _history(vault: Vault, ids: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Every later write of her records: when, by whom, which fields became what."""
    changes = []
    for table, held in ids.items():
        if table in _LEFT_OUT:
            continue
        for row in vault.query(
            "SELECT rid, user, cells, strftime('%Y-%m-%dT%H:%M:%SZ', (clk >> 22) / 1000 + 1704067200, 'unixepoch') "
            "AS at, clk FROM sync_log WHERE tbl = :tbl AND kind = 'U' AND rid IN (SELECT value FROM json_each(:ids))",
            tbl=table,
            ids=json.dumps(held),
        ):
            changes.append(
                {
                    "at": row["at"],
                    "by": row["user"],
                    "table": table,
                    "id": row["rid"],
                    "became": json.loads(row["cells"]),
                    "clk": row["clk"],
                }
            )
    changes.sort(key=lambda change: change["clk"])
    return [{name: value for name, value in change.items() if name != "clk"} for change in changes]


def _attachments(vault: Vault, rows: list[dict[str, Any]]) -> dict[str, bytes]:
    import base64

    files: dict[str, bytes] = {}
    for row in rows:
        if row["voided"]:
            continue
        parts = vault.query(
            "SELECT data FROM attachment_part WHERE attachment_id = :id ORDER BY n", id=row["id"]
        )
        name = row["name"] if row["name"] not in files else f"{row['id'][-6:]} {row['name']}"
        files[name] = b"".join(base64.b64decode(part["data"]) for part in parts)
    return files
