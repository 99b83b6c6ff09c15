"""The table of rights and appointments, as shipped and as the network corrects it."""

import pytest

from millegiorni_desk.areas.rights import catalogue
from millegiorni_desk.areas.rights.records import Right
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault


def row(**changes: object) -> Right:
    known = {
        "code": "milk_bank",
        "kind": "right",
        "title": "Banca del latte",
        "anchor": "birth",
        "from_day": 0,
        "to_day": 90,
    }
    return Right(**{**known, **changes})


def test_every_shipped_row_could_have_been_written_by_hand(barrito: Vault) -> None:
    shipped = catalogue.shipped()
    assert len({one.code for one in shipped}) == len(shipped) >= 30
    for one in shipped:
        catalogue.put(barrito, one)
        assert one.where_to_ask and one.what_to_bring and one.source, one.code
    assert [one.code for one in catalogue.table(barrito)] == [one.code for one in shipped]


def test_a_corrected_row_takes_the_place_of_the_shipped_one(barrito: Vault) -> None:
    before = [one.code for one in catalogue.table(barrito)]
    corrected = catalogue.row(barrito, "newborn_bonus").model_copy(update={"to_day": 60})
    catalogue.put(barrito, Right(**corrected.model_dump()))
    assert catalogue.row(barrito, "newborn_bonus").to_day == 60
    assert [one.code for one in catalogue.table(barrito)] == before
    assert catalogue.own(barrito, "newborn_bonus") and not catalogue.own(barrito, "isee")


def test_two_desks_correct_one_record(barrito: Vault) -> None:
    """The id follows from the code, so that what two houses change is merged field by field."""
    assert catalogue.put(barrito, row()).id == catalogue.record_id("milk_bank") != catalogue.record_id("isee")


def test_a_new_row_gets_a_code_of_its_title(barrito: Vault) -> None:
    assert catalogue.free_code(barrito, "Banca del latte") == "banca_del_latte"
    catalogue.put(barrito, row(code="banca_del_latte"))
    assert catalogue.free_code(barrito, "Banca del latte") == "banca_del_latte_2"
    assert catalogue.free_code(barrito, "È") == "diritto"
    assert catalogue.free_code(barrito, "3 giorni") == "diritto"
    assert [one.code for one in catalogue.table(barrito)][-1] == "banca_del_latte"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"code": "Non va"}, "code"),
        ({"kind": "gift"}, "kind"),
        ({"anchor": "wedding"}, "anchor"),
        ({"from_day": 91}, "from_day"),
        ({"from_day": -300}, "from_day"),
        ({"to_day": 5000}, "from_day"),
    ],
)
def test_a_row_that_cannot_be_is_refused(barrito: Vault, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        catalogue.put(barrito, row(**changes))
    assert refused.value.field == field
    assert not catalogue.own(barrito, "milk_bank")


def test_an_operator_reads_and_does_not_correct(barrito: Vault) -> None:
    barrito.roles = [Role.OPERATOR]
    assert catalogue.table(barrito)
    with pytest.raises(NotAllowed):
        catalogue.put(barrito, row())
    with pytest.raises(InvalidValue):
        catalogue.row(barrito, "nothing")
