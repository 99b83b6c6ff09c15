"""*Riservato* on the screen: offered when violence is told, a lock in lists, nothing at all for others."""

from datetime import date

import pytest

from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.accesses import service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.access_page import AccessPage
from millegiorni_desk.areas.accesses.view.accesses_page import AccessesPage
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.vault import seal_keys
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.seal_keys import KeyPair
from millegiorni_desk.vault.seal_readers import CASE_MANAGERS, COORDINATION
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

TODAY = date.today()


def new_access(desk: Desk, person: str) -> NewAccessPage:
    page = desk.open("new-access", person)
    assert isinstance(page, NewAccessPage)
    return page


def become_another(desk: Desk, *roles: Role) -> None:
    """Someone else sits down: she has a key of her own."""
    desk.vault.seal_pair, desk.vault.user_id = KeyPair(seal_keys.new_seed()), "another"
    desk.vault.user_name, desk.vault.roles = "Altra", list(roles)


def test_violence_proposes_the_seal_and_it_holds(desk: Desk) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    page = new_access(desk, fatima.id)
    answers = page.answers
    assert not answers.reserved.tick.value() and answers.reserved.who.isHidden()
    answers.needs.set_value(("violence", "home"))
    assert answers.reserved.tick.value() and not answers.reserved.who.isHidden()
    answers.reserved.tick.tick.click()
    assert answers.reserved.tick.value(), "it stays"
    assert answers.reserved.who.chosen() == (desk.vault.user_id, CASE_MANAGERS, COORDINATION)
    assert nameless(page) == []
    page.save()
    (visit,) = service.page(desk.vault, 0, 10)
    assert visit.reserved is not None and visit.access.needs == ["home", "violence"]
    assert desk.vault.scalar("SELECT needs FROM access") == "[]"


def test_it_is_offered_and_taken_back(desk: Desk) -> None:
    page = new_access(desk, desk.add("Fatima", "El Idrissi").id)
    page.answers.needs.set_value(("violence",))
    page.answers.needs.set_value(("home",))
    assert not page.answers.reserved.tick.value() and page.answers.reserved.who.isHidden()
    page.answers.reserved.tick.set_value(True)
    page.answers.reserved.who.set_value((desk.vault.user_id,))
    page.save()
    (visit,) = service.page(desk.vault, 0, 10)
    assert visit.reserved is not None and visit.reserved.readers == (desk.vault.user_id,)
    assert not new_access(desk, "").answers.reserved.tick.value(), "the next one begins anew"


def test_a_draft_keeps_the_choice(desk: Desk) -> None:
    page = new_access(desk, desk.add("Fatima", "El Idrissi").id)
    page.answers.needs.set_value(("violence",))
    page.answers.reserved.who.set_value((desk.vault.user_id,))
    page.keep_draft()
    written = page.answers.written()
    page.answers.clear()
    page.answers.put_back(written)
    assert page.answers.reserved.readers() == [desk.vault.user_id]


def test_a_lock_in_the_lists_and_the_page_that_changes_it(desk: Desk) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    made = service.add(desk.vault, Access(house="", on_date=TODAY, person_id=fatima.id, needs=["violence"]))
    listed = desk.open("accesses")
    assert isinstance(listed, AccessesPage)
    assert listed.table.model.row(0)["reserved"]
    assert "Riservato · Violenza" in _cells(listed)
    card = desk.open("person", fatima.id)
    assert isinstance(card, PersonPage)
    (entry,) = card.timeline.entries.entries
    assert "riservato" in entry.accessibleName() and "Violenza" in entry.accessibleName()
    page = desk.open("access", made.id)
    assert isinstance(page, AccessPage)
    page.sheet.answers.needs.set_value(("home",))
    assert page.sheet.answers.reserved.tick.value(), (
        "it was reserved: it stays so until someone says otherwise"
    )
    page.sheet.answers.reserved.tick.set_value(False)
    page.save()
    assert service.visit(desk.vault, made.id).reserved is None
    desk.shell.toast.undo_last()
    back = service.visit(desk.vault, made.id)
    assert back.reserved is not None and back.access.needs == ["violence"]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CASE_MANAGER])
def test_others_see_nothing_or_that_it_is_reserved(desk: Desk, role: Role) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    made = service.add(desk.vault, Access(house="", on_date=TODAY, person_id=fatima.id, needs=["violence"]))
    become_another(desk, role)
    listed, card = desk.open("accesses"), desk.open("person", fatima.id)
    assert isinstance(listed, AccessesPage) and isinstance(card, PersonPage)
    shown = [entry.accessibleName() for entry in card.timeline.entries.entries]
    assert not any("iolenza" in words for words in [*shown, *_cells(listed)])
    if role is Role.OPERATOR:
        assert (shown, listed.table.model.rowCount()) == ([], 0)
        return
    assert "Riservato" in _cells(listed)
    assert "riservata" in shown[0]
    page = desk.open("access", made.id)
    assert isinstance(page, AccessPage)
    assert page.sheet.isHidden() and not page.closed.isHidden() and page.save_button.isHidden()


def _cells(page: AccessesPage) -> list[str]:
    model = page.table.model
    return [
        str(model.data(model.index(row, column)) or "")
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
