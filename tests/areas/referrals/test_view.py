"""The screens of the referrals, by keyboard: sent, printed, awaited, answered by the code, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from millegiorni_desk.app.today.page import TodayPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import codes, directory, service
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.areas.referrals.view.new_referral import NewReferralPage
from millegiorni_desk.areas.referrals.view.referral_page import ReferralPage
from millegiorni_desk.areas.referrals.view.referrals_page import ReferralsPage
from millegiorni_desk.areas.referrals.view.service_page import ServicePage
from millegiorni_desk.areas.referrals.view.services_page import ServicesPage
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()


@pytest.fixture
def consultorio(desk: Desk) -> Service:
    return directory.add(
        desk.vault,
        Service(
            name="Consultorio di via Pellico",
            kind="consultorio",
            address="via Pellico 19",
            languages=["ar"],
            bring=["health_card"],
            checked_on=TODAY,
        ),
    )


def test_all_the_languages_of_a_service_are_read_before_it_is_chosen(desk: Desk) -> None:
    spoken = ["it", "ar", "fr", "en", "bn", "ro", "zh", "es", "sq", "pt"]
    directory.add(
        desk.vault,
        Service(
            name="Sportello",
            kind="asl",
            address="lungo Dora dei Salici 24",
            languages=spoken,
            checked_on=TODAY,
        ),
    )
    page = desk.open("new-referral", desk.add("Joy", "Osas").id)
    assert isinstance(page, NewReferralPage)
    (entry,) = page.services.results.entries
    line = next(each for each in entry.findChildren(QLabel) if "portoghese" in each.text())
    desk.shell.grab()
    assert line.height() >= 2 * line.fontMetrics().height()


def refer(desk: Desk, person: Person, days_ago: int = 0, **told: object) -> Referral:
    known = {"house": "", "person_id": person.id, "kind": "asl", "code": ""}
    on = TODAY - timedelta(days=days_ago)
    return service.refer(desk.vault, Referral(**{**known, "on_date": on, **told}))


def shown(desk: Desk, kind: type[QWidget]) -> QWidget:
    desk.settle()
    page = desk.shell.built(desk.shell.shown)
    assert isinstance(page, kind)
    return page


def test_she_is_sent_by_keyboard_and_the_slip_is_ready_to_print(desk: Desk, consultorio: Service) -> None:
    fatima = desk.add("Fatima", "El Idrissi", language="ar")
    desk.open("new-referral", fatima.id)
    desk.type("pellico")
    desk.press(Key.Key_Return)
    desk.type("grav")
    desk.press(Key.Key_Space)
    desk.ctrl(Key.Key_S)
    page = shown(desk, ReferralPage)
    assert isinstance(page, ReferralPage)
    (line,) = service.of_person(desk.vault, fatima.id)
    assert (line.referral.need, line.service and line.service.name) == ("pregnancy", consultorio.name)
    printed: list[bytes] = []

    def to_paper(_parent: QWidget, pdf: bytes) -> bool:
        printed.append(pdf)
        return True

    page.slip.paper.print_with = to_paper
    assert page.slip.paper.print_button.hasFocus()
    assert (page.slip.paper.language.value(), page.slip.bring.chosen()) == ("ar", ("health_card",))
    desk.press(Key.Key_Return)
    assert printed[0].startswith(b"%PDF")
    assert service.line(desk.vault, line.referral.id).referral.printed_at
    assert desk.said == "Biglietto stampato"


def test_who_takes_no_paper_is_shown_why_and_no_slip(desk: Desk) -> None:
    fatima = desk.add("Fatima", "El Idrissi", no_paper=True)
    desk.open("referral", refer(desk, fatima).id)
    page = shown(desk, ReferralPage)
    assert isinstance(page, ReferralPage)
    paper = page.slip.paper
    printed: list[bytes] = []
    paper.print_with = lambda _parent, pdf: bool(printed.append(pdf) or True)
    paper.print()
    assert "niente carta a casa" in paper.refused.sentence and paper.refused.isVisible()
    assert not paper.print_button.isVisible() and printed == []


def test_the_code_of_a_slip_leads_to_its_answer(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    made = refer(desk, joy, 40)
    refer(desk, joy)
    page = desk.open("referrals")
    assert isinstance(page, ReferralsPage)
    assert page.state == ("1 in ritardo", "warning")
    desk.type(codes.shown(made.code).lower())
    desk.press(Key.Key_Return)
    answer = shown(desk, ReferralPage)
    assert isinstance(answer, ReferralPage) and answer.state == ("in ritardo di 10 giorni", "warning")
    desk.type("ci")
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Tab, times=2)
    desk.type("visita fatta")
    desk.ctrl(Key.Key_S)
    kept = service.line(desk.vault, made.id).referral
    assert (kept.state, kept.returned_on, kept.outcome) == ("attended", TODAY, "visita fatta")
    assert desk.shell.shown == "referrals" and service.count(desk.vault) == 1
    desk.ctrl(Key.Key_Z)
    kept = service.line(desk.vault, made.id).referral
    assert (kept.state, kept.returned_on, kept.outcome) == ("open", None, "")


def test_a_mistyped_code_is_told_and_the_list_opens_with_enter(desk: Desk) -> None:
    made = refer(desk, desk.add("Joy", "Osas"))
    page = desk.open("referrals")
    assert isinstance(page, ReferralsPage)
    wrong = made.code[:-1] + next(sign for sign in codes.ALPHABET if sign != made.code[-1])
    desk.type(wrong)
    desk.press(Key.Key_Return)
    assert "sbagliato" in page.work.sentence and desk.shell.shown == "referrals"
    desk.press(Key.Key_Down)
    page.table.view.selectRow(0)
    desk.press(Key.Key_Return)
    assert desk.shell.shown == "referral"


def test_an_answer_without_a_choice_is_asked_for(desk: Desk) -> None:
    made = refer(desk, desk.add("Joy", "Osas"))
    page = desk.open("referral", made.id)
    assert isinstance(page, ReferralPage)
    desk.ctrl(Key.Key_S)
    assert page.form.fields["state"].problem == "Scegli com'è andata."
    assert service.count(desk.vault) == 1


def test_a_closed_one_is_opened_again_and_a_mistaken_one_taken_out(desk: Desk) -> None:
    made = refer(desk, desk.add("Joy", "Osas"))
    service.record_return(desk.vault, made.id, "refused", outcome="piena")
    page = desk.open("referral", made.id)
    assert isinstance(page, ReferralPage)
    page.reopen_button.click()
    assert service.count(desk.vault) == 1
    desk.open("referral", made.id)
    page.void_button.click()
    assert service.count(desk.vault, open_only=False) == 0
    desk.ctrl(Key.Key_Z)
    assert service.count(desk.vault) == 1


def test_a_new_access_sends_to_a_service_in_the_same_save(desk: Desk, consultorio: Service) -> None:
    fatima = desk.add("Fatima", "El Idrissi", language="ar")
    page = desk.open("new-access", fatima.id)
    assert isinstance(page, NewAccessPage)
    assert page.answers.services.isHidden()
    page.answers.needs.set_value(("pregnancy",))
    page.answers.referred_to.set_value(("consultorio",))
    assert [chip.words for chip in page.answers.services.chips] == ["Consultorio di via Pellico"]
    page.answers.services.set_value((consultorio.id,))
    page.send_button.click()
    assert isinstance(shown(desk, ReferralPage), ReferralPage)
    (line,) = service.of_person(desk.vault, fatima.id)
    (access,) = accesses.of_person(desk.vault, fatima.id)
    assert (line.referral.access_id, line.referral.need) == (access.id, "pregnancy")
    assert access.referred_to == ["consultorio"]
    saves = desk.vault.scalar("SELECT count(*) FROM audit WHERE action = 'access.record'")
    assert saves == 1 and desk.vault.scalar("SELECT count(*) FROM audit WHERE action = 'referral.add'") == 0


def test_taking_the_access_back_takes_the_referral_back(desk: Desk, consultorio: Service) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    page = desk.open("new-access", fatima.id)
    assert isinstance(page, NewAccessPage)
    page.answers.referred_to.set_value(("consultorio",))
    page.answers.services.set_value((consultorio.id,))
    page.save()
    assert service.count(desk.vault) == 1
    desk.ctrl(Key.Key_Z)
    assert (service.count(desk.vault), accesses.of_person(desk.vault, fatima.id)) == (0, [])
    assert page.answers.services.chosen() == (consultorio.id,)


def test_from_an_access_to_a_service_that_is_chosen_after(desk: Desk, consultorio: Service) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    page = desk.open("new-access", fatima.id)
    assert isinstance(page, NewAccessPage)
    page.answers.needs.set_value(("violence", "home"))
    page.send_button.click()
    new = shown(desk, NewReferralPage)
    assert isinstance(new, NewReferralPage) and new.form.fields["need"].value() == "violence"
    desk.type("pell")
    desk.press(Key.Key_Return)
    desk.ctrl(Key.Key_S)
    (access,) = accesses.of_person(desk.vault, fatima.id)
    (line,) = service.of_access(desk.vault, access.id)
    assert access.referred_to == ["consultorio"] and line.referral.discreet
    slip = shown(desk, ReferralPage)
    assert isinstance(slip, ReferralPage)
    assert slip.slip.paper.discreet.isHidden() and not slip.slip.paper.neutral.isHidden()


def test_nobody_unnamed_is_sent(desk: Desk, consultorio: Service) -> None:
    page = desk.open("new-access", {"anonymous": True})
    assert isinstance(page, NewAccessPage)
    page.answers.referred_to.set_value(("consultorio",))
    assert page.answers.services.isHidden()
    page.send_button.click()
    assert "serve la sua scheda" in page.sheet.work.sentence
    assert accesses.count(desk.vault) == 0


def test_a_draft_keeps_the_service_that_was_chosen(desk: Desk, consultorio: Service) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    page = desk.open("new-access", fatima.id)
    assert isinstance(page, NewAccessPage)
    page.answers.referred_to.set_value(("consultorio",))
    page.answers.services.set_value((consultorio.id,))
    written = page.answers.written()
    page.answers.clear()
    assert page.answers.services.isHidden() and page.answers.services.chosen() == ()
    page.answers.put_back(written)
    assert page.answers.services.chosen() == (consultorio.id,)


def test_only_a_kind_can_be_chosen_where_the_directory_is_empty(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = desk.open("new-referral", joy.id)
    assert isinstance(page, NewReferralPage)
    desk.ctrl(Key.Key_S)
    assert "quale servizio" in page.missing.sentence and page.missing.isVisible()
    assert (
        page.missing.mapTo(page, page.missing.rect().bottomLeft()).y()
        < page.services.mapTo(page, QPoint(0, 0)).y()
    )
    page.kind.set_value("lawyer")
    page.save()
    (line,) = service.of_person(desk.vault, joy.id)
    assert (line.referral.kind, line.service) == ("lawyer", None)


def test_a_service_is_found_while_typing_and_put_right(desk: Desk, consultorio: Service) -> None:
    directory.add(desk.vault, Service(name="Nido Il Faro", kind="municipal_nursery"))
    page = desk.open("services")
    assert isinstance(page, ServicesPage)
    assert page.table.model.rowCount() == 2 and page.state == ("1 da ricontrollare", "warning")
    desk.type("faro")
    desk.press(Key.Key_Return)
    one = shown(desk, ServicePage)
    assert isinstance(one, ServicePage)
    one.form.set_values({"phone": "011 5550144"})
    one.confirm_button.click()
    (nursery,) = directory.find(desk.vault, "faro")
    assert (nursery.phone, nursery.checked_on) == ("011 5550144", TODAY)
    desk.ctrl(Key.Key_Z)
    (nursery,) = directory.find(desk.vault, "faro")
    assert (nursery.phone, nursery.checked_on) == ("", None)


def test_a_service_is_added_and_a_wrong_one_refused_beside_its_field(desk: Desk) -> None:
    desk.open("service", {"name": "Sportello casa"})
    page = shown(desk, ServicePage)
    assert isinstance(page, ServicePage)
    desk.ctrl(Key.Key_S)
    assert page.form.fields["kind"].problem == "Scegli di che servizio si tratta."
    page.form.set_values({"kind": "other", "languages": ("ar", "it")})
    desk.ctrl(Key.Key_S)
    (made,) = directory.find(desk.vault)
    assert (made.name, made.languages, made.checked_on) == ("Sportello casa", ["it", "ar"], TODAY)


def test_an_operator_reads_the_directory(desk: Desk, consultorio: Service) -> None:
    desk.vault.roles = [Role.OPERATOR]
    page = desk.open("service", consultorio.id)
    assert isinstance(page, ServicePage)
    assert page.questions.isHidden() and not page.about.isHidden()
    assert not page.save_button.isVisible()


def test_today_shows_what_should_have_come_and_opens_it(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = desk.open("today")
    assert isinstance(page, TodayPage)
    assert page.referrals.isHidden()
    late = refer(desk, joy, 40)
    refer(desk, joy)
    desk.settle()
    (entry,) = page.referrals.entries.entries
    assert entry.accessibleName().endswith("in ritardo di 10 giorni") and not page.referrals.isHidden()
    for _ in range(4):
        refer(desk, joy, 35)
    desk.settle()
    assert [one.key for one in page.referrals.entries.entries][:1] == [late.id]
    assert page.referrals.entries.entries[-1].accessibleName() == "Tutti gli invii: 5"
    page.referrals.entries.entries[0].click()
    assert desk.shell.shown == "referral"


def test_lists_do_not_say_where_a_reserved_one_leads(desk: Desk, consultorio: Service) -> None:
    joy = desk.add("Joy", "Osas")
    refer(desk, joy, 40, service_id=consultorio.id, need="violence")
    page = desk.open("referrals")
    assert isinstance(page, ReferralsPage)
    assert page.table.model.row(0)["where"] == "Servizio riservato"
    today = desk.open("today")
    assert isinstance(today, TodayPage)
    assert "Servizio riservato" in today.referrals.entries.entries[0].accessibleName()


def test_every_control_has_a_spoken_name(desk: Desk, consultorio: Service) -> None:
    joy = desk.add("Joy", "Osas")
    made = refer(desk, joy, 40)
    accesses.add(desk.vault, Access(house="BAR", on_date=TODAY, person_id=joy.id))
    for name, argument in (
        ("referrals", None),
        ("referral", made.id),
        ("new-referral", joy.id),
        ("services", None),
        ("service", consultorio.id),
    ):
        assert nameless(desk.open(name, argument)) == [], name
