"""Printed materials, and where their copies went: what is left is what was printed less what was delivered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.outreach import named
from millegiorni_desk.areas.outreach.named import EVER, Days
from millegiorni_desk.areas.outreach.records import Material, MaterialDelivery
from millegiorni_desk.areas.people.languages import languages
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

MOST_COPIES = 1_000_000
_DELIVERED = (
    "SELECT material_id AS id, sum(copies) AS copies FROM material_delivery "
    "WHERE material_id IN (SELECT value FROM json_each(:ids)) AND id <> :but AND voided IS 0 GROUP BY material_id"
)


@dataclass(frozen=True)
class Line:
    """A material and how many of its copies were delivered.

    Where two desks delivered the same copies before they heard of each other, more went out than there were.
    """

    material: Material
    delivered: int

    @property
    def left(self) -> int:
        """Copies still to be brought somewhere, none where too many were."""
        return max(self.material.copies - self.delivered, 0)

    @property
    def too_many(self) -> int:
        """How many more copies were delivered than were printed."""
        return max(self.delivered - self.material.copies, 0)


def page(vault: Vault, offset: int, limit: int, days: Days = EVER) -> list[Line]:
    """A page of the materials printed in a period, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        "SELECT id FROM material WHERE on_date BETWEEN :first AND :last AND voided IS 0 "
        "ORDER BY on_date DESC, id DESC LIMIT :limit OFFSET :offset",
        limit=limit, offset=offset, **days.parameters(),
    )  # fmt: skip
    return _lines(vault, [row["id"] for row in rows])


def count(vault: Vault, days: Days = EVER) -> int:
    """How many materials were printed in a period."""
    sql = "SELECT count(*) FROM material WHERE on_date BETWEEN :first AND :last AND voided IS 0"
    return int(vault.scalar(sql, **days.parameters()))


def line(vault: Vault, material_id: str) -> Line:
    """One material, taken out or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    vault.get(Material, material_id)
    return _lines(vault, [material_id])[0]


def deliveries(vault: Vault, material_id: str) -> list[MaterialDelivery]:
    """Where its copies went, the last first."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(
            select(MaterialDelivery)
            .where(MaterialDelivery.material_id == material_id, col(MaterialDelivery.voided).is_(False))
            .order_by(col(MaterialDelivery.on_date).desc(), col(MaterialDelivery.id).desc())
        )
        return list(found.all())


def add(vault: Vault, new: Material) -> Material:
    """Write down a print run. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("material.add") as session:
        _check(vault, new)
        session.add(new)
    return new


def edit(vault: Vault, material_id: str, **changes: Any) -> Material:
    """Change some fields, or take the material out of every list and count (``voided=True``) and back."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("material.edit") as session:
        held = vault.get(Material, material_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        gone = _delivered(vault, material_id)
        if held.copies < gone and "copies" in changes:
            raise InvalidValue(
                _("Ne sono già state consegnate {gone}: le copie stampate non possono essere meno.").format(
                    gone=gone
                ),
                "copies",
            )
        return session.merge(held)


def deliver(vault: Vault, new: MaterialDelivery) -> MaterialDelivery:
    """Write down that copies were brought somewhere. Raises ``InvalidValue`` where fewer are left."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("material.deliver") as session:
        _check_delivery(vault, new, before=0)
        session.add(new)
    return new


def edit_delivery(vault: Vault, delivery_id: str, **changes: Any) -> MaterialDelivery:
    """Change some fields of a delivery, or take it out (``voided=True``) and back."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("material.delivery_edit") as session:
        held = vault.get(MaterialDelivery, delivery_id)
        before = 0 if held.voided else held.copies
        for field, value in changes.items():
            setattr(held, field, value)
        if not held.voided:
            _check_delivery(vault, held, before)
        return session.merge(held)


def _lines(vault: Vault, ids: list[str]) -> list[Line]:
    with vault.read() as session:
        found = {one.id: one for one in session.exec(select(Material).where(col(Material.id).in_(ids)))}
    gone = {row["id"]: row["copies"] for row in vault.query(_DELIVERED, ids=json.dumps(ids), but="")}
    return [Line(found[one], gone.get(one, 0)) for one in ids]


def _delivered(vault: Vault, material_id: str, but: str = "") -> int:
    """How many copies went, those of the delivery *but* left out."""
    rows = vault.query(_DELIVERED, ids=json.dumps([material_id]), but=but)
    return int(rows[0]["copies"]) if rows else 0


def _check(vault: Vault, held: Material) -> None:
    held.title, held.notes = named.line_of_words(held.title), held.notes.strip()
    if not held.kind:
        raise InvalidValue(_("Scegli che cosa è stato stampato."), "kind")
    network.check_codes(vault, "material_kind", [held.kind], "kind")
    if not held.title:
        raise InvalidValue(_("Scrivi come si chiama: per esempio «Volantino di marzo»."), "title")
    if not 0 < held.copies <= MOST_COPIES:
        raise InvalidValue(_("Scrivi quante copie sono state stampate."), "copies")
    if held.cost_cents is not None and held.cost_cents < 0:
        raise InvalidValue(_("Il costo non può essere negativo."), "cost_cents")
    named.check_past(
        held.on_date, _("Il giorno della stampa è nel futuro: scrivilo quando le copie ci sono.")
    )
    if not set(held.languages) <= set(languages()):
        raise InvalidValue(_("Non conosco questa lingua."), "languages")
    named.check_house(vault, held.house_code)
    named.check_funders(vault, held.funders)


def _check_delivery(vault: Vault, held: MaterialDelivery, before: int) -> None:
    held.place = named.line_of_words(held.place)
    material = vault.get(Material, held.material_id)
    if held.copies <= 0:
        raise InvalidValue(_("Scrivi quante copie."), "copies")
    if not held.house_code and not held.place:
        raise InvalidValue(_("Scegli la casa, o scrivi il posto dove sono andate."), "place")
    named.check_house(vault, held.house_code)
    named.check_past(held.on_date, _("Il giorno della consegna è nel futuro."))
    if held.on_date < material.on_date:
        raise InvalidValue(_("La consegna è prima del giorno della stampa."), "on_date")
    left = material.copies - _delivered(vault, material.id, held.id)
    if held.copies > left and held.copies > before:
        raise InvalidValue(_left_words(max(left, 0), held.copies), "copies")


def _left_words(left: int, wanted: int) -> str:
    if left == 0:
        return _("Non ne restano: le copie stampate sono già state consegnate tutte.")
    return _("Ne restano {left}: non se ne possono consegnare {wanted}.").format(left=left, wanted=wanted)
