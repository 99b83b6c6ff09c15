"""Two cards of one woman in one house made one, and made two again: everything that is hers moves, nothing is lost.

What points at a person is found from the tables' own columns, so a table of a later version moves too. The record of
the merge holds where each thing was; what was written or changed after it stays where it is when it is undone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people import checks, pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.linkage import clusters, verdicts
from millegiorni_desk.areas.people.records import CardMerge, Child, Person, PersonDecision, Phone
from millegiorni_desk.areas.people.service import Card
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.flows import belongings, card_fields, merge_values
from millegiorni_desk.flows.card_fields import Difference
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# Table → column → id of a record → its value before the merge, and after.
Moved = dict[str, dict[str, dict[str, tuple[Any, Any]]]]
_DECIDED = "person_decision"


@dataclass(frozen=True)
class Preview:
    """What making two cards one would do. ``moves``: table → how many records; ``same``: children on both cards."""

    kept: Card
    gone: Card
    differences: tuple[Difference, ...]
    moves: dict[str, int]
    same: tuple[tuple[Child, Child], ...]


def preview(vault: Vault, kept_id: str, gone_id: str) -> Preview:
    """What would happen. Raises ``InvalidValue`` for two cards that cannot be one, ``NotFound``, ``NotAllowed``."""
    vault.require(Permission.MERGE_CARDS)
    checks.cards_are_written(vault)
    kept, gone = people.card(vault, kept_id), people.card(vault, gone_id)
    _check(vault, kept.person, gone.person)
    moves = {
        table: len({rid for ids in columns.values() for rid in ids})
        for table, columns in pointing(vault, gone_id, kept_id).items()
    }
    return Preview(
        kept,
        gone,
        card_fields.differences(vault, kept.person, gone.person),
        moves,
        tuple(_same_children(kept.children, gone.children)),
    )


def merge_cards(vault: Vault, kept_id: str, gone_id: str, take: Collection[str] = ()) -> CardMerge:
    """Make one card of two; ``take`` names the fields in which the other card's answer is chosen.

    One save: fields, what moves, the voided card, the decision that both are she, and the record to undo it by.
    """
    seen = preview(vault, kept_id, gone_id)
    kept, gone = seen.kept.person, seen.gone.person
    changed = card_fields.outcome(vault, kept, gone, take)
    with vault.save("person.merge_cards") as session:
        moved = pointing(vault, gone_id, kept_id)
        _own_relatives(vault, moved, kept_id)
        _answered_twice(vault, moved, kept_id)
        for here, other in seen.same:
            _twice(vault, moved, here.id, other.id)
        _note(moved, "person", "voided", gone_id, 0, 1)
        move(vault, moved)
        if changed:
            people.edit(vault, kept_id, **changed)
        if phone := _other_number(vault, kept, gone):
            session.add(phone)
            _note(moved, "phone", "voided", phone.id, 1, 0)
        with vault.connection() as raw:
            decision = pairs.new_decision(vault, raw, kept_id, gone_id, "same")
        session.add(decision)
        _note(moved, _DECIDED, "undoes", decision.id, None, None)
        record = CardMerge(
            house=kept.house,
            kept_id=kept_id,
            gone_id=gone_id,
            moved=json.dumps(moved, sort_keys=True),
            fields=card_fields.written(kept, gone, changed),
            merged_at=audit.now(),
            merged_by=vault.user_name,
        )
        session.add(record)
        session.flush()
        with vault.connection() as raw:
            clusters.refresh(raw)
    return record


def undo(vault: Vault, merge_id: str) -> CardMerge:
    """Make the two cards two again. Raises ``InvalidValue`` where a later merge must be undone first."""
    vault.require(Permission.MERGE_CARDS)
    checks.cards_are_written(vault)
    with vault.save("person.undo_merge") as session:
        record = vault.get(CardMerge, merge_id)
        if record.undone_at or record.voided:
            raise InvalidValue(_("Questa unione è già stata annullata."), "merge")
        kept = vault.get(Person, record.kept_id)
        if kept.voided:
            raise InvalidValue(
                _("La scheda è stata poi unita a un'altra: annulla prima l'unione più recente."), "merge"
            )
        take_apart(vault, record)
        session.add_all(decisions_undone(vault, record))
        record.undone_at, record.undone_by = audit.now(), vault.user_name
        record = session.merge(record)
        session.flush()
        with vault.connection() as raw:
            clusters.refresh(raw)
    return record


def take_apart(vault: Vault, record: CardMerge) -> None:
    """Put every value that a merge changed back to what it was, if it is still what the merge made of it."""
    moved: Moved = {}
    fields: dict[str, tuple[Any, Any]] = {}
    for (table, column, rid), (now, before) in merge_values.undone(vault, record).items():
        if (table, rid) == ("person", record.kept_id):
            fields[column] = now, before
        else:
            _note(moved, table, column, rid, now, before)
    move(vault, moved)
    with vault.save("person.undo_merge") as session:
        kept = vault.get(Person, record.kept_id)
        for name, value in card_fields.taken_back(kept, fields).items():
            setattr(kept, name, value)
        session.merge(kept)


def move(vault: Vault, moved: Moved) -> None:
    """Write what is to come after, wherever what was before still holds."""
    with vault.connection() as raw:
        for table, columns in moved.items():
            for column, ids in columns.items():
                if table != _DECIDED:
                    raw.executemany(
                        f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS ?",
                        [(after, rid, before) for rid, (before, after) in sorted(ids.items())],
                    )


def history(vault: Vault, person_id: str) -> list[CardMerge]:
    """The merges into her card that hold, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        return list(
            session.exec(
                select(CardMerge)
                .where(
                    CardMerge.kept_id == person_id,
                    CardMerge.undone_at == "",
                    col(CardMerge.voided).is_(False),
                )
                .order_by(col(CardMerge.merged_at).desc(), col(CardMerge.id).desc())
            ).all()
        )


def other_answers(record: CardMerge) -> dict[str, Any]:
    """Field → what the other card said, where it is not what holds."""
    told = json.loads(record.fields or "{}")
    return {
        name: other
        for name, (_before, other, now) in told.items()
        if name in card_fields.ALTERNATIVES and other not in (None, "", []) and other != now
    }


def card_now(vault: Vault, person_id: str) -> str:
    """The id of the card that hers became, her own where it was merged into none."""
    vault.require(Permission.SEE_PEOPLE)
    seen = {person_id}
    while True:
        into = vault.scalar(
            "SELECT kept_id FROM card_merge WHERE gone_id = :id AND undone_at = '' AND voided IS 0 "
            "ORDER BY merged_at DESC, id DESC",
            id=person_id,
        )
        if into is None or into in seen:
            return person_id
        person_id = into
        seen.add(into)


def _check(vault: Vault, kept: Person, gone: Person) -> None:
    if kept.id == gone.id:
        raise InvalidValue(_("È la stessa scheda: sceglierne un'altra."), "gone")
    if kept.voided or gone.voided:
        raise NotFound(_("Una delle due schede non è più nel registro: torna all'elenco e cercala di nuovo."))
    if kept.house != gone.house:
        raise InvalidValue(
            _(
                "Le due schede sono di due case: restano due, e il coordinamento dice che è la stessa persona "
                "nella chiusura del mese."
            ),
            "gone",
        )
    said = pairs.on(vault, kept.id, gone.id)
    if said is not None and said.verdict == "different":
        raise InvalidValue(
            _("È già stato deciso che sono persone diverse: prima va ritirata quella decisione."), "gone"
        )


def pointing(vault: Vault, gone_id: str, kept_id: str) -> Moved:
    """Every record that points at a card, but those that are never changed, to be pointed at another."""
    fixed = {table.name for table in vault.schema.synced_tables() if table.append_only}
    found: Moved = {}
    for table, column in _columns(vault):
        if table in fixed or table in ("person", "card_merge"):
            continue
        for row in vault.query(f"SELECT id FROM {table} WHERE {column} = :id ORDER BY id", id=gone_id):
            _note(found, table, column, row["id"], gone_id, kept_id)
    return found


def _columns(vault: Vault) -> Iterator[tuple[str, str]]:
    for table, columns in sorted(belongings.links(vault).items()):
        yield from ((table, column) for column, parent in sorted(columns.items()) if parent == "person")
    # Whose relative she is: the row is about somebody else, and still has to find her.
    yield ("relative", "other_id")
    # What was answered about her card is asked of the one that is kept.
    yield ("question_answer", "subject_id")


def _own_relatives(vault: Vault, moved: Moved, kept_id: str) -> None:
    """She is no relative of her own: a row that tied the two cards is taken off."""
    gone = moved.get("relative", {})
    for row in vault.query(
        "SELECT id FROM relative WHERE voided IS 0 AND ("
        "(person_id = :kept AND id IN (SELECT value FROM json_each(:named))) OR "
        "(other_id = :kept AND id IN (SELECT value FROM json_each(:hers))))",
        kept=kept_id,
        named=json.dumps(list(gone.get("other_id", {}))),
        hers=json.dumps(list(gone.get("person_id", {}))),
    ):
        _note(moved, "relative", "voided", row["id"], 0, 1)


def _answered_twice(vault: Vault, moved: Moved, kept_id: str) -> None:
    """Where both cards answer a question of the network, the answer of the one that is kept holds."""
    for row in vault.query(
        "SELECT a.id FROM question_answer AS a WHERE a.voided IS 0 AND a.id IN (SELECT value FROM json_each(:ids)) "
        "AND EXISTS (SELECT 1 FROM question_answer AS k WHERE k.subject_id = :kept AND k.voided IS 0 "
        "AND k.question = a.question)",
        ids=json.dumps(list(moved.get("question_answer", {}).get("subject_id", {}))),
        kept=kept_id,
    ):
        _note(moved, "question_answer", "voided", row["id"], 0, 1)


def _same_children(ours: list[Child], theirs: list[Child]) -> Iterator[tuple[Child, Child]]:
    """Children that are on both cards: born on one day, with one name or a name that is not told."""
    left = list(theirs)
    for child in ours:
        for other in left:
            names = fold(child.name), fold(other.name)
            born = child.birth_date is not None and (child.birth_date, child.birth_precision) == (
                other.birth_date,
                other.birth_precision,
            )
            if born and child.birth_precision == "day" and (names[0] == names[1] or not all(names)):
                left.remove(other)
                yield child, other
                break


def _twice(vault: Vault, moved: Moved, child_id: str, other_id: str) -> None:
    """Take the other card's child off, and let what was noted of it belong to the one that stays."""
    _note(moved, "child", "voided", other_id, 0, 1)
    columns = {table.name: table.columns for table in vault.schema.synced_tables() if not table.append_only}
    for table in sorted(name for name, known in columns.items() if "child_id" in known):
        for row in vault.query(f"SELECT id FROM {table} WHERE child_id = :id ORDER BY id", id=other_id):
            _note(moved, table, "child_id", row["id"], other_id, child_id)


def _other_number(vault: Vault, kept: Person, gone: Person) -> Phone | None:
    """The number that the kept card does not have, as one more number of hers."""
    digits = "".join(filter(str.isdigit, gone.phone))
    if not digits or not kept.phone or "".join(filter(str.isdigit, kept.phone)) == digits:
        return None
    return Phone(house=kept.house, person_id=kept.id, number=gone.phone, contact_rule=gone.contact_rule)


def decisions_undone(vault: Vault, record: CardMerge) -> list[PersonDecision]:
    """What takes back that the two are she, where a merge said so: whatever else was decided on them stays.

    By id alone: what a merge wrote for its house may be here before what it wrote for the network.
    """
    ids = [rid for ids in json.loads(record.moved).get(_DECIDED, {}).values() for rid in ids]
    return [
        pairs.undoing(vault, record.kept_id, record.gone_id, decision_id)
        for rid in ids
        if (decision_id := _decision_id(vault, record, rid))
    ]


def _decision_id(vault: Vault, record: CardMerge, rid: str) -> str:
    """The decision that a merge wrote; a merge of a former version named the pair instead of it."""
    if "/" not in rid:
        return rid
    with vault.connection() as raw:
        said = verdicts.on(raw, record.kept_id, record.gone_id)
    return said.id if said is not None and said.verdict == "same" else ""


def _note(moved: Moved, table: str, column: str, rid: str, before: Any, after: Any) -> None:
    moved.setdefault(table, {}).setdefault(column, {})[rid] = (before, after)
