"""The person of a row: found among the cards or added, blanks of her card filled, nothing of it overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.linkage import names
from millegiorni_desk.flows.workbooks.cards import Cards
from millegiorni_desk.flows.workbooks.cells import Birth
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.flows.workbooks.directory import Directory, Known, Wanted
from millegiorni_desk.flows.workbooks.identity import folded
from millegiorni_desk.language import _

_FILLED = ("codice_fiscale", "gender", "citizenship", "birth_country", "phone", "address", "language")
_LABELS = {column.key: column.header for column in COLUMNS[Kind.ACCESSES]}


@dataclass(frozen=True)
class Brought:
    """The person of a row, as her card is now; to be kept in the directory once the row is written.

    ``changed`` says whether a card that there was got something more. ``remarks`` are (what it is about,
    sentence): the same thing about the same person is said once.
    """

    known: Known
    is_new: bool
    remarks: tuple[tuple[str, str], ...]
    changed: bool = False


def wanted_of(values: Mapping[str, Any], record_id: str) -> Wanted | None:
    """The person a row speaks of; None when it has neither names nor a codice fiscale."""
    wanted = Wanted(
        values["house"],
        values.get("surname", ""),
        values.get("name", ""),
        values.get("codice_fiscale", ""),
        values.get("birth_date"),
        record_id,
    )
    return wanted if wanted.surname or wanted.name or wanted.valid_code else None


def bring(cards: Cards, directory: Directory, wanted: Wanted, values: Mapping[str, Any]) -> Brought | None:
    """Find or add her card, and fill what it lacks. None when she is not known and the row has no name.

    What is to be written is gathered in *cards*.
    """
    known = directory.find(wanted)
    if known is not None:
        return _filled(cards, known, wanted, values)
    if not wanted.surname and not wanted.name:
        return None
    return _added(cards, directory, wanted, values)


def differences(known: Known, values: Mapping[str, Any]) -> list[str]:
    """The columns in which a row says what her card lacks: a row imported as it stands leaves none.

    Where card and row say two different things it cannot be told who changed; that is no difference.
    """
    fields = [field for field in _FILLED if values.get(field) and not known.fields[field]]
    if values.get("birth_date") and not known.fields["birth_date"]:
        fields.append("birth_date")
    if _missing_children(known, values.get("births", ())):
        fields.append("births")
    return [_LABELS[field] for field in fields]


def _added(cards: Cards, directory: Directory, wanted: Wanted, values: Mapping[str, Any]) -> Brought:
    fields: dict[str, Any] = {field: values.get(field, "") for field in _FILLED}
    fields |= {
        "id": directory.free_id(wanted),
        "house": wanted.house,
        "surname": wanted.surname,
        "name": wanted.name,
        "birth_date": wanted.birth.day if wanted.birth else None,
        "birth_precision": wanted.birth.precision if wanted.birth else "day",
        "due_date": values.get("due_date"),
    }
    remarks = _code_remarks(fields)
    holder = directory.holder(wanted)
    if holder is not None:
        sentence = _(
            "il codice fiscale è già nella scheda di {label}: ho fatto una scheda nuova, confrontale."
        ).format(label=holder.label)
        remarks.append(("holder", sentence))
    known = cards.add(fields)
    cards.add_children(known, _missing_children(known, values.get("births", ())))
    return Brought(known, True, tuple(remarks))


def _filled(cards: Cards, known: Known, wanted: Wanted, values: Mapping[str, Any]) -> Brought:
    changes: dict[str, Any] = {}
    remarks: list[tuple[str, str]] = []
    for field in _FILLED:
        theirs, ours = known.fields[field], values.get(field, "")
        if ours and not theirs:
            changes[field] = ours
        elif ours and ours != theirs and not _same(field, ours, theirs):
            remarks.append(_kept(known, field, ours, theirs))
    if wanted.bag and wanted.bag != known.bag:
        remarks.append(_kept(known, "name", f"{wanted.surname} {wanted.name}".strip(), known.label))
    changes |= _birth_changes(known, wanted.birth, remarks)
    due: date | None = values.get("due_date")
    if due and (known.fields["due_date"] is None or due > known.fields["due_date"]):
        changes["due_date"] = due
    births = _missing_children(known, values.get("births", ()))
    if not changes and not births:
        return Brought(known, False, tuple(remarks))
    now = cards.change(known, changes)
    if "codice_fiscale" in changes:
        remarks.extend(_code_remarks(now.fields))
    cards.add_children(now, births)
    return Brought(now, False, tuple(remarks), changed=True)


def _birth_changes(known: Known, ours: Birth | None, remarks: list[tuple[str, str]]) -> dict[str, Any]:
    theirs, precision = known.fields["birth_date"], known.fields["birth_precision"]
    if ours is None or (ours.day, ours.precision) == (theirs, precision):
        return {}
    same_year = theirs is not None and theirs.year == ours.day.year
    if theirs is None or (same_year and precision == "year" and ours.precision == "day"):
        return {"birth_date": ours.day, "birth_precision": ours.precision}
    if not (same_year and ours.precision == "year"):
        remarks.append(_kept(known, "birth_date", f"{ours.day:%d/%m/%Y}", f"{theirs:%d/%m/%Y}"))
    return {}


def _kept(known: Known, field: str, ours: str, theirs: str) -> tuple[str, str]:
    sentence = _(
        "{labels}: nel registro «{ours}», nella scheda di {label} «{theirs}»: resta la scheda."
    ).format(labels=_LABELS[field], ours=ours, label=known.label, theirs=theirs)
    return (f"{field} {folded(ours)}", sentence)


def _same(field: str, ours: str, theirs: str) -> bool:
    if field == "phone":
        return names.phone_key(ours) == names.phone_key(theirs)
    if field == "codice_fiscale":
        return codice_fiscale.normalise(ours) == codice_fiscale.normalise(theirs)
    return folded(ours) == folded(theirs)


def _code_remarks(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    code = fields["codice_fiscale"]
    found = codice_fiscale.compare(
        code,
        surname=fields.get("surname", ""),
        name=fields.get("name", ""),
        birth_date=fields["birth_date"],
        birth_precision=fields["birth_precision"],
        gender=fields["gender"],
        birth_country=fields["birth_country"],
    )
    if any(difference.field == "codice_fiscale" for difference in found):
        return [
            (
                "code",
                _(
                    "il codice fiscale «{code}» non supera il controllo: l'ho tenuto com'è scritto, "
                    "verificalo."
                ).format(code=code),
            )
        ]
    if not found:
        return []
    wrong = ", ".join(_LABELS[difference.field].lower() for difference in found)
    return [
        (
            "code",
            _(
                "il codice fiscale «{code}» non va d'accordo con: {wrong}. Ho tenuto tutto com'è scritto."
            ).format(code=code, wrong=wrong),
        )
    ]


def _missing_children(known: Known, births: Sequence[Birth]) -> list[Birth]:
    """The births that no child of the card accounts for; a year stands for any child born in it."""
    left = dict(known.children)
    rest = []
    for birth in births:
        key = (birth.day, birth.precision)
        if left.get(key):
            left[key] -= 1
        else:
            rest.append(birth)
    missing = []
    for birth in rest:
        near = (
            key
            for key, many in left.items()
            if many and key[0].year == birth.day.year and "year" in (key[1], birth.precision)
        )
        found = next(near, None)
        if found is None:
            missing.append(birth)
        else:
            left[found] -= 1
    return missing
