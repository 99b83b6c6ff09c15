"""The notice: every language has one, the coordination's takes its place, and what was given stays as it was."""

from datetime import date, timedelta

import pypdfium2
import pytest

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents, notices
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.paper.document import inserted
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


@pytest.mark.parametrize("language", notices.LANGUAGES)
def test_every_language_says_all_that_article_13_asks(desk: Vault, language: str) -> None:
    notice = notices.filled(desk, language)
    assert notice.draft and notice.language == language
    assert notice.title and notice.body.count("\n## ") + notice.body.startswith("## ") == 7
    assert "Associazione Barrito APS" in notice.body and "97812340018" in notice.body
    assert "privacy@barrito.example" in notice.body and "garanteprivacy" in notice.body
    assert "{" not in notice.body


def test_a_house_without_a_body_has_no_notice_to_give(coordination: Vault) -> None:
    with pytest.raises(InvalidValue, match="titolare"):
        notices.filled(coordination, "it", "CEC")


def test_what_the_coordination_publishes_takes_the_place_of_the_draft(coordination: Vault) -> None:
    number = notices.publish(
        coordination, {"it": ("Nota", "Titolare: {body}"), "ar": ("ملاحظة", "{body}")}, TODAY
    )
    assert number == notices.current_version(coordination) == 2
    filled = notices.filled(coordination, "ar", "BAR")
    assert (filled.title, filled.body, filled.draft) == (
        "ملاحظة",
        inserted("Associazione Barrito APS"),
        False,
    )
    assert notices.filled(coordination, "fr", "BAR").language == "it"


def test_a_version_of_tomorrow_waits(coordination: Vault) -> None:
    notices.publish(coordination, {"it": ("Nota", "testo")}, TODAY + timedelta(days=1))
    assert notices.current_version(coordination) == notices.SHIPPED_VERSION


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"en": ("Notice", "text")}, "it"),
        ({"it": ("", "testo")}, "it"),
        ({"it": ("Nota", "di {chiunque}")}, "it"),
        ({"it": ("Nota", "testo"), "xx": ("a", "b")}, "xx"),
    ],
)
def test_a_text_that_cannot_be_is_refused_whole(
    coordination: Vault, texts: dict[str, tuple[str, str]], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        notices.publish(coordination, texts, TODAY)
    assert refused.value.field == field
    assert notices.published(coordination) == []


def test_a_house_publishes_nothing(desk: Vault) -> None:
    with pytest.raises(NotAllowed, match="coordinamento"):
        notices.publish(desk, {"it": ("Nota", "testo")}, TODAY)


def test_she_is_asked_for_until_she_has_the_version_in_force(desk: Vault, fatima: Person) -> None:
    assert notices.missing(desk, fatima.id)
    record = notices.give(desk, fatima.id, "ar")
    assert (record.version, record.language, record.on_date, record.given_by) == (1, "ar", TODAY, "Lucia")
    assert not notices.missing(desk, fatima.id)
    notices.take_back(desk, record.id)
    assert notices.missing(desk, fatima.id) and notices.given(desk, fatima.id) == []


def test_a_notice_given_tomorrow_or_by_pigeon_is_refused(desk: Vault, fatima: Person) -> None:
    with pytest.raises(InvalidValue, match="futuro"):
        notices.give(desk, fatima.id, "it", on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidValue, match="si stampa"):
        notices.give(desk, fatima.id, "it", how="pigeon")


# --- consents ---------------------------------------------------------------------------------------


def test_the_latest_answer_holds_and_the_others_stay(desk: Vault, fatima: Person) -> None:
    consents.answer(desk, fatima.id, "photos", "given", TODAY - timedelta(days=9))
    consents.answer(desk, fatima.id, "calls", "refused")
    last = consents.answer(desk, fatima.id, "photos", "withdrawn")
    assert {kind: one.answer for kind, one in consents.standing(desk, fatima.id).items()} == {
        "photos": "withdrawn",
        "calls": "refused",
    }
    assert [one.answer for one in consents.history(desk, fatima.id) if one.kind == "photos"] == [
        "withdrawn",
        "given",
    ]
    consents.take_back(desk, last.id)
    assert consents.standing(desk, fatima.id)["photos"].answer == "given"


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("dancing", "given", "kind"),
        ("photos", "perhaps", "answer"),
        ("photos", "withdrawn", "answer"),
        ("share_services", "given", "scope"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    desk: Vault, fatima: Person, kind: str, said: str, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        consents.answer(desk, fatima.id, kind, said)
    assert refused.value.field == field
    assert consents.history(desk, fatima.id) == []


def test_sharing_names_with_whom(desk: Vault, fatima: Person) -> None:
    consents.answer(desk, fatima.id, "share_services", "given", scope="Consultorio di via Monginevro")
    assert consents.standing(desk, fatima.id)["share_services"].scope == "Consultorio di via Monginevro"


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join("".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened)))


def test_the_notice_is_printed_beside_italian_with_the_day_and_marked_as_a_draft(desk: Vault) -> None:
    alone = words_of(notices.pdf(desk, "ar", on=date(2026, 3, 1)))
    assert "BOZZA" in alone and "01/03/2026" in alone and "Cometrattiamo" not in alone
    beside = words_of(notices.pdf(desk, "ar", beside_italian=True, on=date(2026, 3, 1)))
    assert "Cometrattiamo" in beside and "كيف" in beside and "Ricevutail" in beside
    assert notices.pdf(desk, "it", beside_italian=True) == notices.pdf(desk, "it")
    last = desk.query("SELECT action, detail FROM audit ORDER BY n DESC LIMIT 1")[0]
    assert last["action"] == "notice.print" and "it" in last["detail"]


def test_a_published_notice_of_other_parts_stands_beside_italian_all_the_same(coordination: Vault) -> None:
    texts = {"it": ("Nota", "Intro\n## Uno\nprimo\n## Due\nsecondo"), "en": ("Note", "## One\nfirst")}
    notices.publish(coordination, texts, TODAY)
    words = words_of(notices.pdf(coordination, "en", "BAR", beside_italian=True))
    assert "BOZZA" not in words
    for wanted in ("Intro", "Uno", "primo", "Due", "secondo", "One", "first", "versione2"):
        assert wanted in words, wanted


@pytest.mark.parametrize("language", notices.LANGUAGES)
def test_beside_italian_the_notice_stays_on_one_sheet(desk: Vault, language: str) -> None:
    with pypdfium2.PdfDocument(notices.pdf(desk, language, beside_italian=True)) as opened:
        assert len(opened) == 1


def test_a_text_not_in_force_is_proved_as_a_draft_and_kept_nowhere(coordination: Vault) -> None:
    texts = {"it": ("Nota", "## Chi\n{body}"), "fr": ("Note", "## Qui\n{body}")}
    words = words_of(notices.proof(coordination, texts, "fr", "BAR"))
    for wanted in ("BOZZA", "Chi", "Qui", "AssociazioneBarritoAPS", "versione2"):
        assert wanted in words, wanted
    assert notices.published(coordination) == []
    for wrong in ({"it": ("", "")}, {"it": ("Nota", "di {chiunque}")}):
        with pytest.raises(InvalidValue):
            notices.proof(coordination, wrong, "it", "BAR")


def test_what_nobody_wrote_of_a_body_is_left_to_write_by_hand(coordination: Vault) -> None:
    network.add_house(coordination, House(code="SAL", name="San Salvario"))
    network.add_body(coordination, ManagingBody(code="SAL", name="Casa Sal", houses=["SAL"]))
    assert "________" in notices.filled(coordination, "it", "SAL").body
