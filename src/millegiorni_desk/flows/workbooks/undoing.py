"""Taking back a whole import: what it added is voided, what it changed is put back, unless someone touched it since.

The change log says all of it: which rows the import wrote, what stood there before, and who wrote after. Nothing
else is kept, so it works as well a month later.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.errors import InvalidValue, NotFound, UserError
from millegiorni_desk.flows import belongings
from millegiorni_desk.flows.workbooks import batches
from millegiorni_desk.flows.workbooks.batches import Import
from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.language import N_, _
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# Append-only: they are answered by a new entry, never voided.
_MONEY = "ledger_entry"
_TOUCHED = N_("cambiata dopo l'importazione")
_ERASED = N_("cancellata su richiesta")
_NEEDED = N_("ha altri dati, scritti dopo")
_PERMISSIONS = {
    Kind.ACCESSES: Permission.RECORD_ACCESS,
    Kind.PATHWAYS: Permission.FOLLOW_PATHWAY,
    Kind.DOTI: Permission.GRANT_DOTE,
    Kind.MEETINGS: Permission.RUN_MEETINGS,
}

# What else needs a meeting or a partner; meetings first, for those that stay may name the partners.
_OURS = "IN (SELECT value FROM json_each(:ids))"
_NEEDING = {
    "meeting": (
        f"SELECT meeting_id AS needed FROM meeting_attendance WHERE NOT voided AND meeting_id {_OURS}",
        f"SELECT meeting_id AS needed FROM post WHERE NOT voided AND meeting_id {_OURS}",
    ),
    "partner": (
        "SELECT p.value AS needed FROM meeting AS m, json_each(m.partners) AS p WHERE NOT m.voided "
        f"AND p.value {_OURS} AND m.id NOT IN (SELECT value FROM json_each(:gone))",
        "SELECT p.value AS needed FROM training AS t, json_each(t.partners) AS p "
        f"WHERE NOT t.voided AND p.value {_OURS}",
        f"SELECT partner_id AS needed FROM agreement WHERE NOT voided AND partner_id {_OURS}",
    ),
}


@dataclass(frozen=True)
class Kept:
    """A record that stays as it is: its table, its id, and why."""

    table: str
    id: str
    why: str


@dataclass
class Undone:
    """What taking back an import did: how many records were voided, how many put back, and what was kept."""

    voided: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)


@dataclass
class _Written:
    """What an import wrote: the new records by table, and by record and field the first and last write of each."""

    new: dict[str, set[str]]
    fields: dict[tuple[str, str], dict[str, tuple[int, int]]]


def undo_import(vault: Vault, import_id: str) -> Undone:
    """Take back the import with that id, in one save.

    Raises ``NotFound``, and ``InvalidValue`` for one that was taken back already.
    """
    vault.require(Permission.IMPORT)
    made = next((one for one in batches.imports(vault) if one.id == import_id), None)
    if made is None:
        raise NotFound(_("Questa importazione non c'è in questo archivio. Torna all'elenco."))
    if made.undone_at:
        raise InvalidValue(_("Questa importazione è già stata annullata."), "import")
    for permission in (Permission.EDIT_PERSON, _PERMISSIONS.get(Kind(made.kind))):
        if permission:
            vault.require(permission)
    result = Undone()
    with vault.save("import.undo"):
        after = batches.clock(vault)
        written = _written(vault, made)
        _keep_touched(vault, made, written, result)
        _keep_needed(vault, written, result)
        _void_doti(vault, written, result)
        _void(vault, written, result)
        _put_back(vault, made, written, result)
        batches.keep(vault, _marked(vault, made, after))
    return result


def _marked(vault: Vault, made: Import, after: int) -> Import:
    return replace(
        made,
        undone_at=audit.now(),
        undone_by=vault.user_name,
        undone_after=after,
        undone_until=batches.clock(vault),
    )


def _written(vault: Vault, made: Import) -> _Written:
    new: dict[str, set[str]] = defaultdict(set)
    fields: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in batches.own_writes(vault, made.after, made.until):
        if row["kind"] == "I":
            new[row["tbl"]].add(row["rid"])
            continue
        prevs = json.loads(row["prevs"] or "{}")
        for name in json.loads(row["cells"]):
            known = fields[row["tbl"], row["rid"]].get(name)
            before = known[0] if known else int(prevs[name])
            fields[row["tbl"], row["rid"]][name] = (before, row["clk"])
    return _Written(new, {key: held for key, held in fields.items() if key[1] not in new.get(key[0], ())})


def _keep_touched(vault: Vault, made: Import, written: _Written, result: Undone) -> None:
    """Leave alone every new record that was written to afterwards, here or elsewhere, or erased."""
    for table, ids in written.new.items():
        later = vault.query(
            "SELECT DISTINCT l.rid AS id FROM json_each(:ids) AS i CROSS JOIN sync_log AS l "
            "ON l.tbl = :tbl AND l.rid = i.value WHERE l.clk > :until",
            ids=json.dumps(sorted(ids)),
            tbl=table,
            until=made.until,
        )
        erased = vault.query(
            "SELECT DISTINCT rid AS id FROM erasure WHERE tbl = :tbl AND rid IN (SELECT value FROM json_each(:ids))",
            tbl=table,
            ids=json.dumps(sorted(ids)),
        )
        gone = {row["id"] for row in erased}
        _keep(result, written, table, gone, _ERASED)
        _keep(result, written, table, {row["id"] for row in later} - gone, _TOUCHED)


def _keep_needed(vault: Vault, written: _Written, result: Undone) -> None:
    """Leave alone every new record to which something belongs that stays: she came again, it has a receipt."""
    tables = {table.name: table.columns for table in vault.schema.synced_tables()}
    pointing = belongings.links(vault)
    _keep_meetings(vault, written, result)
    found = True
    while found:
        found = False
        for table, columns in pointing.items():
            for column, parent in columns.items():
                if table == _MONEY or not written.new.get(parent):
                    continue
                alive = "AND NOT voided" if "voided" in tables[table] else ""
                rows = vault.query(
                    f"SELECT id, {column} AS parent FROM {table} WHERE {column} IN "
                    f"(SELECT value FROM json_each(:ids)) {alive}",
                    ids=json.dumps(sorted(written.new[parent])),
                )
                held = {row["parent"] for row in rows if row["id"] not in written.new.get(table, ())}
                found = found or bool(held)
                _keep(result, written, parent, held, _NEEDED)


def _keep_meetings(vault: Vault, written: _Written, result: Undone) -> None:
    """Leave alone the meetings where someone was or of which was told, and the partners of whatever stays."""
    for table, statements in _NEEDING.items():
        for statement in statements:
            ours, gone = (json.dumps(sorted(written.new.get(one, ()))) for one in (table, "meeting"))
            if ours != "[]":
                rows = vault.query(statement, ids=ours, gone=gone)
                _keep(result, written, table, {row["needed"] for row in rows}, _NEEDED)


def _keep(result: Undone, written: _Written, table: str, ids: Iterable[str], why: str) -> None:
    for record_id in sorted(ids):
        written.new[table].discard(record_id)
        if table != _MONEY:
            result.kept.append(Kept(table, record_id, _(why)))


def _void_doti(vault: Vault, written: _Written, result: Undone) -> None:
    """Give the money back on the days it moved, so that no period counts it; one with a receipt stays."""
    for dote_id in sorted(written.new.get("dote", ())):
        try:
            totals = doti.totals(vault, dote_id)
            days = {
                row["kind"]: row["on_date"]
                for row in vault.query(
                    "SELECT kind, on_date FROM ledger_entry WHERE dote_id = :id", id=dote_id
                )
            }
            if totals.held > 0:
                doti.give_back(vault, dote_id, None, date.fromisoformat(days["pay"]))
            if totals.owed > 0 or totals.waiting:
                set_aside = next(days[kind] for kind in ("confirm", "commit", "plan") if kind in days)
                doti.cancel(vault, dote_id, date.fromisoformat(set_aside))
        except UserError as problem:
            written.new["dote"].discard(dote_id)
            result.kept.append(Kept("dote", dote_id, problem.message))
            person = vault.scalar("SELECT person_id FROM dote WHERE id = :id", id=dote_id)
            _keep(result, written, "person", {str(person)} & written.new.get("person", set()), _NEEDED)


def _void(vault: Vault, written: _Written, result: Undone) -> None:
    tables = {table.name: table.columns for table in vault.schema.synced_tables()}
    with vault.connection() as raw:
        for table, ids in written.new.items():
            if "voided" not in tables[table] or not ids:
                continue
            raw.execute(
                f"UPDATE {table} SET voided = 1 WHERE voided = 0 AND id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(ids)),),
            )
            result.voided += len(ids)


def _put_back(vault: Vault, made: Import, written: _Written, result: Undone) -> None:
    """Every field that the import changed gets its value from before, where the import was the last to write it."""
    for (table, record_id), fields in written.fields.items():
        rows = vault.query(
            "SELECT clk, cells FROM sync_log WHERE tbl = :tbl AND rid = :rid ORDER BY clk",
            tbl=table,
            rid=record_id,
        )
        cells = {row["clk"]: json.loads(row["cells"]) for row in rows}
        values = {
            name: cells.get(before, {}).get(name)
            for name, (before, last) in fields.items()
            if max(clk for clk, held in cells.items() if name in held) == last
        }
        if len(values) < len(fields):
            result.kept.append(Kept(table, record_id, _(_TOUCHED)))
        if values:
            _set(vault, table, record_id, values)
            result.restored += 1


def _set(vault: Vault, table: str, record_id: str, values: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    with vault.connection() as raw:
        raw.execute(f"UPDATE {table} SET {names} WHERE id = :id", {**values, "id": record_id})
