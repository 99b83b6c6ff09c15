"""The table of rights and appointments: the rows shipped, and those that the network corrected or added."""

from __future__ import annotations

import re
import tomllib
import uuid
from functools import cache
from typing import Any

from sqlmodel import select

from millegiorni_desk import resources
from millegiorni_desk.areas.rights.records import Right
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

KINDS = ("right", "appointment")
ANCHORS = ("due_date", "birth")
# From conception to the child's third birthday: past it nobody is within the thousand days by any count. What ends on
# that day has no end of its own: it is not asked for here any more, and was not missed either.
EARLIEST, LATEST = -280, 1096
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
# One row for one code on every desk: two that correct the same right edit one record, which the merge joins.
_SPACE = uuid.UUID("8a3f2a52-5f0f-5bb4-9c5e-6d1f4b1d7a10")


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(resources.read_text("rights/turin.toml"))["row"])


def shipped() -> list[Right]:
    """The rows that come with the program, in the order of the file."""
    return [Right(id=record_id(row["code"]), active=True, **row) for row in _shipped()]


def record_id(code: str) -> str:
    """The id of the record that holds *code*, the same on every desk."""
    return str(uuid.uuid5(_SPACE, code))


def table(vault: Vault) -> list[Right]:
    """Every row that holds: the network's own in place of the shipped one of its code, then those it added."""

    def read() -> list[Right]:
        with vault.read() as session:
            own = {one.code: one for one in session.exec(select(Right).order_by(Right.id)).all()}
        rows = [own.pop(one.code, one) for one in shipped()]
        return rows + sorted(own.values(), key=lambda one: (one.anchor == "birth", one.from_day, one.code))

    return vault.cached("rights", ("entitlement",), read)


def row(vault: Vault, code: str) -> Right:
    """The row of that code. Raises ``InvalidValue``."""
    for one in table(vault):
        if one.code == code:
            return one
    raise InvalidValue(_("Questo diritto non è nella tabella."), "code")


def own(vault: Vault, code: str) -> bool:
    """Whether the network has a row of its own for *code*."""
    with vault.read() as session:
        return session.get(Right, record_id(code)) is not None


def put(vault: Vault, right: Right) -> Right:
    """Keep a row of the table, new or in place of the one of its code; the values before stay in the history."""
    vault.require(Permission.EDIT_DIRECTORY)
    right.title, right.code = " ".join(right.title.split()), right.code.strip()
    _check(right)
    right.id = record_id(right.code)
    with vault.save("right.put") as session:
        return session.merge(right)


def free_code(vault: Vault, title: str) -> str:
    """A code for a new row, made of its title and not taken yet."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    stem = ("_".join(words)[:32].strip("_") or "diritto") if words and words[0][0].isalpha() else "diritto"
    taken = {one.code for one in table(vault)}
    number, code = 1, stem if len(stem) > 1 else "diritto"
    while code in taken:
        number += 1
        code = f"{stem}_{number}"
    return code


def _check(right: Right) -> None:
    if not right.title:
        raise InvalidValue(_("Scrivi che cosa si può chiedere o quale appuntamento è."), "title")
    if not _CODE.fullmatch(right.code):
        raise InvalidValue(_("Il codice è di lettere minuscole, cifre e trattini bassi."), "code")
    if right.kind not in KINDS:
        raise InvalidValue(_("È un diritto o un appuntamento: scegli."), "kind")
    if right.anchor not in ANCHORS:
        raise InvalidValue(_("I giorni si contano dal parto previsto o dalla nascita: scegli."), "anchor")
    if not EARLIEST <= right.from_day <= right.to_day <= LATEST:
        raise InvalidValue(
            _("I giorni vanno dal primo all'ultimo, tra {first} e {last}.").format(
                first=EARLIEST, last=LATEST
            ),
            "from_day",
        )
