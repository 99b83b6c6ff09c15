"""Questions that the coordination adds: their codes, words, order, and what becomes of them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.questions import service
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.network import service as network
from millegiorni_desk.network import wordlists
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

from .conftest import ask

TODAY = date.today()


def test_a_question_gets_its_code_from_its_label_and_keeps_it(vault: Vault) -> None:
    first = ask(vault, "access", "choice", "Come ha saputo di noi?", "Volantino", "Un'amica")
    assert first.code == "come_ha_saputo_di_noi"
    assert service.options(vault, first.code) == {"volantino": "Volantino", "un_amica": "Un'amica"}
    renamed = service.edit(vault, first.code, label="Da chi ha saputo di noi?")
    assert (renamed.code, renamed.label) == (first.code, "Da chi ha saputo di noi?")
    again = ask(vault, "person", "text", "Come ha saputo di noi?")
    assert again.code == "come_ha_saputo_di_noi_2"


def test_answers_to_choose_from_stand_in_the_order_in_which_they_were_written(vault: Vault) -> None:
    words = [f"Risposta {letter}" for letter in "qwertyuiopasdfgh"]
    asked = ask(vault, "access", "choices", "Quali?", *words)
    assert list(service.options(vault, asked.code).values()) == words
    wordlists.add(vault, service.vocabulary(asked.code), "Ultima")
    assert list(service.options(vault, asked.code).values()) == [*words, "Ultima"]


def test_words_that_monitoring_uses_are_no_codes(vault: Vault) -> None:
    asked = ask(vault, "access", "choice", "Lo sa?", "Unknown", "Reserved", "¡!")
    assert list(service.options(vault, asked.code)) == ["unknown_2", "reserved_2", "x"]


def test_asked_from_today_on_unless_told_otherwise(vault: Vault) -> None:
    new = service.add(vault, Question(code="", about="person", kind="number", label="Fratelli"))
    assert service.in_use(vault, "person", TODAY) == [new]
    assert service.in_use(vault, "person", TODAY - timedelta(days=1)) == []
    service.edit(vault, new.code, active_from=date(2025, 1, 1))
    assert [one.code for one in service.in_use(vault, "person", date(2025, 3, 1))] == [new.code]


def test_retired_it_is_asked_no_more_and_comes_back(vault: Vault) -> None:
    asked = ask(vault, "access", "number", "Minuti di viaggio")
    service.retire(vault, asked.code)
    assert service.in_use(vault, "access", TODAY) == []
    assert service.asked_on(service.question(vault, asked.code), TODAY - timedelta(days=1))
    assert [one.code for one in service.every(vault)] == [asked.code]
    service.reactivate(vault, asked.code)
    assert [one.code for one in service.in_use(vault, "access", TODAY)] == [asked.code]


def test_questions_are_asked_in_their_order(vault: Vault) -> None:
    codes = [ask(vault, "pathway", "text", label).code for label in ("Uno", "Due", "Tre")]
    assert [one.code for one in service.every(vault, "pathway")] == codes
    service.put_in_order(vault, "pathway", ["tre", "uno", "due"])
    assert [one.code for one in service.every(vault, "pathway")] == ["tre", "uno", "due"]


@pytest.mark.parametrize(
    ("wrong", "words", "field"),
    [
        ({"about": "dote"}, (), "about"),
        ({"kind": "colour"}, (), "kind"),
        ({"label": "  "}, (), "label"),
        ({"label": "a" * 121}, (), "label"),
        ({"help": "a" * 401}, (), "help"),
        ({"kind": "choice"}, ("una",), "words"),
        ({"kind": "choice"}, ("una", "Una"), "words"),
        ({"kind": "choice"}, ("una; due", "tre"), "words"),
        ({"kind": "text"}, ("una", "due"), "words"),
        ({"label": "Già CHIESTA"}, (), "label"),
    ],
)
def test_what_cannot_be_asked_is_refused_whole(
    vault: Vault, wrong: dict[str, str], words: tuple[str, ...], field: str
) -> None:
    ask(vault, "access", "text", "Già chiesta")
    told = {"code": "", "about": "access", "kind": "text", "label": "Nuova", **wrong}
    with pytest.raises(InvalidValue) as refused:
        service.add(vault, Question(**told), words)
    assert refused.value.field == field
    assert len(service.every(vault)) == 1
    assert vault.scalar("SELECT count(*) FROM term") == 0


def test_a_question_that_is_not_there(vault: Vault) -> None:
    with pytest.raises(NotFound):
        service.retire(vault, "niente")
    with pytest.raises(KeyError):
        network.terms(vault, "niente")


def test_only_the_coordination_asks(tmp_path: Path) -> None:
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("BAR", 2), lucia) as vault:
        with pytest.raises(NotAllowed):
            ask(vault, "access", "text", "Perché?")
        with pytest.raises(NotAllowed):
            wordlists.add(vault, "need", "Vestiti")


def test_words_of_the_programs_own_lists(vault: Vault) -> None:
    wordlists.add(vault, "need", "Vestiti")
    wordlists.relabel(vault, "need", "income", "Soldi")
    wordlists.end(vault, "need", "work")
    now = network.terms(vault, "need", TODAY)
    assert now["vestiti"] == "Vestiti"
    assert now["income"] == "Soldi"
    assert "work" not in now
    assert network.terms(vault, "need")["work"] == "Lavoro"
    assert "work" in network.terms(vault, "need", TODAY - timedelta(days=1))
    wordlists.put_back(vault, "need", "work")
    assert "work" in network.terms(vault, "need", TODAY)


def test_words_are_put_in_order_and_new_ones_stand_last(vault: Vault) -> None:
    wordlists.put_in_order(vault, "area", ["health", "economic"])
    assert list(network.terms(vault, "area")) == ["health", "economic", "orientation", "relational"]
    wordlists.add(vault, "area", "Cultura")
    assert list(network.terms(vault, "area"))[-1] == "cultura"
    assert [word.code for word in wordlists.words(vault, "area")] == list(network.terms(vault, "area"))
    wordlists.end(vault, "area", "health")
    wordlists.put_back(vault, "area", "health")
    assert next(iter(network.terms(vault, "area", TODAY))) == "health"


@pytest.mark.parametrize(
    ("vocabulary", "label", "field"),
    [("need", " ", "label"), ("need", "CASA", "label"), ("need", "x" * 81, "label"), ("need", "a; b", "label"),
     ("answer", "Forse", "vocabulary")],
)  # fmt: skip
def test_words_that_are_refused(vault: Vault, vocabulary: str, label: str, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        wordlists.add(vault, vocabulary, label)
    assert refused.value.field == field


def test_words_that_the_program_needs_stay(vault: Vault) -> None:
    with pytest.raises(InvalidValue, match="serve al programma"):
        wordlists.end(vault, "need", "violence")
    for code in ("economic", "orientation", "health"):
        wordlists.end(vault, "area", code)
    with pytest.raises(InvalidValue, match="ultima"):
        wordlists.end(vault, "area", "relational")
    with pytest.raises(NotFound):
        wordlists.relabel(vault, "area", "niente", "Altro")


def test_an_ended_word_is_put_back_rather_than_written_again(vault: Vault) -> None:
    wordlists.end(vault, "need", "home")
    with pytest.raises(InvalidValue, match="rimettila"):
        wordlists.add(vault, "need", "casa")
