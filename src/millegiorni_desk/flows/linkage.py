"""The houses' key, where the coordination sees no names: made in one house, carried by hand to the others, never sent.

Whoever has it makes the same codes of the same woman (``people.linkage.encoding``); the coordination has these alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from typing import Any

from millegiorni_desk.areas.people import indexing
from millegiorni_desk.areas.people.linkage.encoding import Codes, Encoder
from millegiorni_desk.areas.people.records import LinkageKey, PersonEncoding
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import root_keys, siblings
from millegiorni_sync.clock import origin
from millegiorni_sync.errors import RootKeyRefused, RootWordUnknown
from millegiorni_sync.identity import new_seed

Progress = Callable[[int, int], object]
_BATCH = 2_000

_KEYS = """
    SELECT words, mark, entered_at, entered_by, (
        SELECT json_group_array(l.clk) FROM sync_log AS l WHERE l.tbl = 'linkage_key' AND l.rid = k.id) AS written
    FROM linkage_key AS k WHERE words <> '' AND house = :house ORDER BY entered_at DESC, id DESC"""

_SOME = "(SELECT person_id FROM person_encoding_dirty ORDER BY person_id LIMIT ?)"
_PEOPLE = f"SELECT {indexing.COLUMNS} FROM person_search WHERE person_id IN {_SOME}"
_HELD = f"""
    SELECT person_id, id, house, mark, surname, given, codice_fiscale, phone FROM person_encoding
    WHERE NOT voided AND person_id IN {_SOME} ORDER BY id"""
_EMPTY = """
    UPDATE person_encoding SET voided = 1, surname = '', given = '', codice_fiscale = '', phone = '' WHERE id = ?"""

_MARKS = """
    SELECT house, mark FROM (
        SELECT house, mark, row_number() OVER (PARTITION BY house ORDER BY entered_at DESC, id DESC) AS age
        FROM linkage_key)
    WHERE age = 1 ORDER BY house"""


@dataclass(frozen=True)
class Standing:
    """``possible``: this is a house of a network whose coordination sees no names. ``mark`` is empty without a key."""

    possible: bool
    mark: str = ""
    entered_at: str = ""
    entered_by: str = ""


def standing(vault: Vault) -> Standing:
    """Whether this house has a key, and what tells it from others."""
    vault.require(Permission.SYNCHRONISE)
    if not vault.house or not devices.roster(vault).pseudonymous:
        return Standing(False)
    found = _latest(vault)
    return (
        Standing(True, found["mark"], found["entered_at"], found["entered_by"]) if found else Standing(True)
    )


def renew(vault: Vault, progress: Progress | None = None) -> str:
    """Make a new key and code everybody anew; its words, to be carried to every other house by hand."""
    words = root_keys.words_of(new_seed())
    enter(vault, words, progress)
    return words


def enter(vault: Vault, words: str, progress: Progress | None = None) -> Standing:
    """Take the key that *words* write, and code everybody anew under it: all or nothing.

    Raises ``InvalidValue`` for words that write no key, and where this network or this vault has no use for one.
    """
    vault.require(Permission.MANAGE_USERS)
    if not standing(vault).possible:
        raise InvalidValue(
            _(
                "Qui una chiave di collegamento non serve: la tengono le Case di una rete in cui il coordinamento non "
                "vede i nomi."
            )
        )
    seed = _seed(words)
    mark = Encoder(seed).mark
    with vault.save("linkage.key", mark=mark) as session:
        session.add(
            LinkageKey(
                house=vault.house,
                words=root_keys.words_of(seed),
                mark=mark,
                entered_at=audit.now(),
                entered_by=vault.user_name,
            )
        )
        session.flush()
        with vault.connection() as raw:
            indexing.refresh(raw)
        settle(vault, progress)
    return standing(vault)


def words(vault: Vault) -> str:
    """The words of this house's key, to be written down for another house. Raises ``InvalidValue`` without one."""
    vault.require(Permission.MANAGE_USERS)
    found = _latest(vault) if standing(vault).possible else None
    if found is None:
        raise InvalidValue(_("In questa Casa non c'è ancora una chiave di collegamento."))
    vault.note("linkage.shown", mark=found["mark"])
    return str(found["words"])


def settle(vault: Vault, progress: Progress | None = None) -> int:
    """Bring the codes up to date with whoever changed; how many records were written. None without a key."""
    total = vault.scalar("SELECT count(*) FROM person_encoding_dirty") if vault.house else 0
    encoder = _encoder(vault) if total else None
    if encoder is None:
        return 0
    written, done, taken = 0, 0, 1
    with vault.save("linkage.encode") as session, vault.connection() as raw:
        # Another program on this vault may have done some of it meanwhile.
        while taken and done < total:
            if progress is not None:
                progress(done, total)
            made, gone = _changes(raw, encoder)
            insert_all(session, made)
            raw.executemany(_EMPTY, [(one,) for one in gone])
            taken = raw.execute(
                f"DELETE FROM person_encoding_dirty WHERE person_id IN {_SOME}", (_BATCH,)
            ).rowcount
            done += taken
            written += len(made) + len(gone)
    return written


def different_keys(vault: Vault) -> str:
    """At a coordination: a sentence where houses use different keys or none, or nothing."""
    vault.require(Permission.DECIDE)
    known = devices.roster(vault)
    if vault.house or not known.pseudonymous:
        return ""
    marks = {row["house"]: row["mark"] for row in vault.query(_MARKS)}
    if len(set(marks.values())) < 2 and not (marks and set(known.houses) - set(marks)):
        return ""
    told = [f"{name} {marks.get(code) or _('nessuna')}" for code, name in sorted(known.houses.items())]
    return _(
        "Le Case non hanno la stessa chiave di collegamento ({told}): chi va in due di loro può contare due volte. "
        "Chiedi alle Case di scrivere tutte la chiave più nuova."
    ).format(told=", ".join(told))


def _latest(vault: Vault) -> dict[str, Any] | None:
    """The key that holds. Nobody but this house's own computers, confirmed here, may have written any of it.

    A coordination writes in a house's records, and can add a computer to a house: with a key that it knows it would try
    names until their codes are found.
    """
    with vault.connection() as raw:
        believed = siblings.believed(raw, devices.identity(vault), devices.roster(vault))
    for row in vault.query(_KEYS, house=vault.house):
        if believed.issuperset(map(origin, json.loads(row["written"]))):
            return dict(row)
    return None


def _encoder(vault: Vault) -> Encoder | None:
    """By the key of this house; none without, nor where another of its computers wrote what is no key."""
    found = _latest(vault) if devices.roster(vault).pseudonymous else None
    try:
        return Encoder(root_keys.seed_of(found["words"])) if found else None
    except RootKeyRefused:
        return None


def _changes(raw: Any, encoder: Encoder) -> tuple[list[PersonEncoding], list[str]]:
    """For some of those who changed: the records to add, and the ids of those to empty."""
    held: dict[str, list[tuple[Any, ...]]] = {}
    for person_id, *rest in raw.execute(_HELD, (_BATCH,)):
        held.setdefault(person_id, []).append(tuple(rest))
    made, gone = [], []
    for person in _people(raw):
        before = held.pop(person.person_id, [])
        codes = encoder.encode(person)
        if before and before[-1][1:] == (person.house, encoder.mark, *astuple(codes)):
            before.pop()
        else:
            made.append(_record(person.house, person.person_id, encoder.mark, codes))
        gone += [one[0] for one in before]
    gone += [one[0] for before in held.values() for one in before]
    return made, gone


def _people(raw: Any) -> Iterator[Any]:
    return (indexing.restored(tuple(row))[1] for row in raw.execute(_PEOPLE, (_BATCH,)).fetchall())


def _record(house: str, person_id: str, mark: str, codes: Codes) -> PersonEncoding:
    surname, given, code, phone = astuple(codes)
    return PersonEncoding(
        house=house,
        person_id=person_id,
        mark=mark,
        surname=surname,
        given=given,
        codice_fiscale=code,
        phone=phone,
    )


def _seed(typed: str) -> bytes:
    try:
        return root_keys.seed_of(typed)
    except RootWordUnknown as problem:
        raise InvalidValue(
            _("La parola numero {at} non è di una chiave: ricontrollala sul foglio.").format(
                **problem.params
            ),
            "words",
        ) from problem
    except RootKeyRefused as problem:
        raise InvalidValue(
            _(
                "Queste parole non fanno una chiave: sono ventiquattro, e l'ultima controlla le altre. Ricontrolla "
                "parole e ordine sul foglio."
            ),
            "words",
        ) from problem
