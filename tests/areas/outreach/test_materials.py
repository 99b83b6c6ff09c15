"""Printed materials: what was printed, where copies went, and that never more go than there are."""

from datetime import date, timedelta
from typing import Any

import pytest

from millegiorni_desk.areas.outreach import materials, named
from millegiorni_desk.areas.outreach.records import Material, MaterialDelivery
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

MARCH = date(2025, 3, 3)


def flyer(**given: Any) -> Material:
    values: dict[str, Any] = {"kind": "flyer", "title": "Volantino di marzo", "on_date": MARCH, "copies": 500}
    return Material(**{**values, **given})


def test_what_is_left_is_what_was_printed_less_what_went(vault: Vault) -> None:
    made = materials.add(vault, flyer(title="  Volantino  di marzo ", languages=["it", "ar"]))
    materials.deliver(
        vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=120, house_code="BAR")
    )
    gone = materials.deliver(
        vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=380, place=" Consultorio ")
    )
    line = materials.line(vault, made.id)
    assert (line.material.title, line.delivered, line.left) == ("Volantino di marzo", 500, 0)
    assert [one.place for one in materials.deliveries(vault, made.id)] == ["Consultorio", ""]
    materials.edit_delivery(vault, gone.id, voided=True)
    assert materials.line(vault, made.id).left == 380


def test_no_more_copies_go_than_there_are(vault: Vault) -> None:
    made = materials.add(vault, flyer(copies=100))
    gone = materials.deliver(
        vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=70, house_code="BAR")
    )
    with pytest.raises(InvalidValue, match="Ne restano 30: non se ne possono consegnare 31") as told:
        materials.deliver(
            vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=31, house_code="CEC")
        )
    assert told.value.field == "copies"
    with pytest.raises(InvalidValue, match="Ne restano 100"):
        materials.edit_delivery(vault, gone.id, copies=101)
    materials.edit_delivery(vault, gone.id, copies=100)
    with pytest.raises(InvalidValue, match="Non ne restano"):
        materials.deliver(
            vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=1, house_code="CEC")
        )
    with pytest.raises(InvalidValue, match="già state consegnate 100") as told:
        materials.edit(vault, made.id, copies=99)
    assert told.value.field == "copies" and materials.line(vault, made.id).material.copies == 100


def test_two_desks_that_delivered_the_same_copies_are_told_so(vault: Vault) -> None:
    made = materials.add(vault, flyer(copies=100))
    with vault.save("test") as session:
        session.add(MaterialDelivery(material_id=made.id, on_date=MARCH, copies=80, house_code="BAR"))
        session.add(MaterialDelivery(material_id=made.id, on_date=MARCH, copies=80, house_code="CEC"))
    line = materials.line(vault, made.id)
    assert (line.left, line.too_many) == (0, 60)
    # What is wrong can be mended step by step.
    one = materials.deliveries(vault, made.id)[0]
    materials.edit_delivery(vault, one.id, copies=40)
    materials.edit(vault, made.id, notes="da contare")
    assert materials.line(vault, made.id).too_many == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "manifesto"}, "kind"),
        ({"title": " "}, "title"),
        ({"copies": 0}, "copies"),
        ({"copies": 1_000_001}, "copies"),
        ({"cost_cents": -1}, "cost_cents"),
        ({"on_date": date.today() + timedelta(1)}, "on_date"),
        ({"languages": ["it", "klingon"]}, "languages"),
        ({"house_code": "ZZZ"}, "house_code"),
        ({"funders": ["nobody"]}, "funders"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        materials.add(vault, flyer(**wrong))
    assert told.value.field == field and materials.count(vault) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"copies": 0}, "copies"),
        ({"copies": -5}, "copies"),
        ({"house_code": "", "place": " "}, "place"),
        ({"house_code": "ZZZ"}, "house_code"),
        ({"on_date": MARCH - timedelta(1)}, "on_date"),
        ({"on_date": date.today() + timedelta(1)}, "on_date"),
    ],
)
def test_what_is_wrong_with_a_delivery_is_said_at_its_field(
    vault: Vault, wrong: dict[str, Any], field: str
) -> None:
    made = materials.add(vault, flyer())
    given = {"material_id": made.id, "on_date": MARCH, "copies": 5, "house_code": "BAR", **wrong}
    with pytest.raises(InvalidValue) as told:
        materials.deliver(vault, MaterialDelivery(**given))
    assert told.value.field == field and materials.deliveries(vault, made.id) == []


def test_a_period_has_its_materials_the_newest_first(vault: Vault) -> None:
    for day in (date(2024, 12, 31), MARCH, date(2025, 12, 31)):
        materials.add(vault, flyer(on_date=day, title=f"{day:%m}"))
    gone = materials.add(vault, flyer(title="sbagliato"))
    materials.edit(vault, gone.id, voided=True)
    year = named.year(2025)
    assert [one.material.title for one in materials.page(vault, 0, 10, year)] == ["12", "03"]
    assert [one.material.title for one in materials.page(vault, 1, 1, year)] == ["03"]
    assert (materials.count(vault, year), materials.count(vault)) == (2, 3)
    assert named.years(vault)[-1] == 2024


def test_who_only_reads_writes_nothing(vault: Vault) -> None:
    made = materials.add(vault, flyer())
    vault.roles = [Role.OPERATOR]
    assert materials.count(vault) == 1
    with pytest.raises(NotAllowed):
        materials.edit(vault, made.id, title="Altro")
    with pytest.raises(NotAllowed):
        materials.deliver(vault, MaterialDelivery(material_id=made.id, on_date=MARCH, copies=1, place="x"))
