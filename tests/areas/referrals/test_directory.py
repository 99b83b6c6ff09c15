"""The directory: found as it is typed, kept true, and edited by whoever may."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault


def names(found: list[Service]) -> list[str]:
    return [service.name for service in found]


@pytest.mark.parametrize(
    "typed", ["pellico", "CONSULT", "san salv", "arabo", "consultorio francese", "via silvio"]
)
def test_it_is_found_by_any_word_of_it(
    vault: Vault, consultorio: Service, nursery: Service, typed: str
) -> None:
    assert names(directory.find(vault, typed)) == [consultorio.name]


def test_what_begins_as_typed_comes_first(vault: Vault, nursery: Service) -> None:
    directory.add(vault, Service(name="Associazione amica del nido", kind="other"))
    assert names(directory.find(vault, "nido")) == ["Nido Il Faro", "Associazione amica del nido"]
    assert names(directory.find(vault)) == ["Associazione amica del nido", "Nido Il Faro"]


def test_it_is_narrowed_by_kind_quarter_and_language(
    vault: Vault, consultorio: Service, nursery: Service
) -> None:
    assert names(directory.find(vault, kind="municipal_nursery")) == [nursery.name]
    assert names(directory.find(vault, quarter="san salvario")) == [consultorio.name]
    assert names(directory.find(vault, language="ar")) == [consultorio.name]
    assert directory.quarters(vault) == ["Lingotto", "San Salvario"]


def test_a_change_is_found_at_once_and_can_be_taken_back(vault: Vault, nursery: Service) -> None:
    directory.edit(vault, nursery.id, name="Nido La Lanterna")
    assert names(directory.find(vault, "lanterna")) == ["Nido La Lanterna"]
    directory.take_off(vault, nursery.id)
    assert directory.find(vault) == []
    directory.take_off(vault, nursery.id, voided=False)
    assert names(directory.find(vault)) == ["Nido La Lanterna"]


@pytest.mark.parametrize(
    "day", [date(2026, 1, 31), date(2026, 11, 29), date(2026, 11, 30), date(2028, 2, 29)]
)
def test_a_year_ends_on_its_day_at_the_end_of_months_too(day: date) -> None:
    checked = Service(name="x", kind="asl", checked_on=day)
    assert not directory.needs_checking(checked, day + timedelta(days=364))
    assert directory.needs_checking(checked, day + timedelta(days=365 if day.year != 2028 else 366))


def test_after_a_year_it_is_to_be_checked_again(vault: Vault, consultorio: Service, nursery: Service) -> None:
    today = date.today()
    assert not directory.needs_checking(consultorio, today)
    assert directory.needs_checking(consultorio, today + timedelta(days=366))
    assert directory.needs_checking(Service(name="x", kind="asl"), today)
    assert directory.count_to_check(vault, today) == 1
    directory.edit(vault, nursery.id, checked_on=today)
    assert directory.count_to_check(vault, today) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "ufo"}, "kind"),
        ({"email": "consultorio"}, "email"),
        ({"languages": ["xx1"]}, "languages"),
        ({"bring": ["gold"]}, "bring"),
        ({"checked_on": date.today() + timedelta(days=2)}, "checked_on"),
    ],
)
def test_what_cannot_be_right_is_refused(vault: Vault, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        directory.add(vault, Service(**{"name": "Servizio", "kind": "asl", **wrong}))
    assert refused.value.field == field
    assert directory.find(vault) == []


def test_the_same_service_is_not_written_twice(vault: Vault, consultorio: Service) -> None:
    with pytest.raises(InvalidValue, match="già nella rubrica"):
        directory.add(
            vault,
            Service(name="CONSULTORIO di Via Pellico", kind="consultorio", address="Via Silvio Pellico 19 "),
        )


def test_an_operator_reads_and_does_not_write(vault: Vault, nursery: Service) -> None:
    vault.roles = [Role.OPERATOR]
    assert names(directory.find(vault)) == [nursery.name]
    with pytest.raises(NotAllowed):
        directory.edit(vault, nursery.id, hours="mai")
    vault.roles = [Role.ADMINISTRATOR]
    with pytest.raises(NotAllowed):
        directory.find(vault)
