"""A funder's evidence between the desks: a house's reaches the coordination, and no other house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from millegiorni_desk.areas.outreach import evidence, materials
from millegiorni_desk.areas.outreach.records import Material
from millegiorni_desk.flows import syncing

from .conftest import Network

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 400_000


def test_a_house_s_evidence_reaches_the_coordination_and_nobody_else(
    make_network: Callable[..., Network],
) -> None:
    rete = make_network("BAR", "SAL")
    house, other = rete.houses["BAR"], rete.houses["SAL"]
    made = materials.add(house, Material(kind="flyer", title="Volantino", on_date=date(2025, 3, 3), copies=5))
    kept = evidence.add(house, made.id, "foto.png", PNG)
    rete.round()
    own = evidence.add(rete.coordinator, made.id, "altra.png", PNG)
    rete.round()
    assert evidence.read(rete.coordinator, kept.id, "preview") == PNG
    assert materials.line(other, made.id).material.title == "Volantino"
    assert evidence.of_funder(other) == []
    assert [item.evidence.id for item in evidence.of_funder(house)] == [kept.id]
    assert {item.evidence.id for item in evidence.of_funder(rete.coordinator)} == {kept.id, own.id}
    # Nothing of it stays behind with a reason why it could not be handed over.
    assert syncing.synchronise(rete.coordinator).problems == []
