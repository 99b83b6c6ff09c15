"""Fields, the form around them, and the search field."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    HourField,
    MoneyField,
    NoteField,
    NumberField,
    PartialDate,
    SearchField,
    SecretField,
    TextField,
    TickField,
)

TODAY = date(2025, 11, 23)
COUNTRIES = [("MA", "Marocco"), ("NG", "Nigeria"), ("PE", "Perù")]


@pytest.fixture
def form(window: Callable[[QWidget], QWidget]) -> Form:
    form = Form()
    form.add("name", TextField("Nome & cognome"))
    form.add_row(
        born=DateField("Data di nascita", year_alone=True, today=lambda: TODAY),
        amount=MoneyField("Importo", large=True),
    )
    form.add("children", NumberField("Figli", most=15))
    form.add("country", ChoiceField("Cittadinanza", COUNTRIES, searchable=True))
    form.add("house", ChoiceField("Casa", [("a", "Barrito"), ("b", "Cecchi Point")]))
    form.add("morning", TickField("Solo al mattino"))
    form.add("notes", NoteField("Note"))
    window(form)
    return form


def test_answers_go_in_and_come_out(form: Form) -> None:
    answers: dict[str, object] = {
        "name": "Fatima El Idrissi",
        "born": PartialDate(date(1994, 3, 12)),
        "amount": 15165,
        "children": 2,
        "country": "PE",
        "house": "b",
        "morning": True,
        "notes": "una riga\nun'altra",
    }
    form.set_values({**answers, "unknown": 1})
    assert form.values() == answers
    form.clear()
    assert form.values() == {
        "name": "",
        "born": None,
        "amount": None,
        "children": None,
        "country": "",
        "house": "",
        "morning": False,
        "notes": "",
    }


def test_the_form_says_which_field_changed(form: Form) -> None:
    seen: list[str] = []
    form.changed.connect(seen.append)
    form.set_values({"amount": 100, "morning": True, "country": "NG"})
    assert seen == ["amount", "morning", "country"]


def test_a_wrong_answer_is_said_beside_its_field_and_spoken(form: Form) -> None:
    born, amount = form.fields["born"], form.fields["amount"]
    assert isinstance(born, DateField)
    assert isinstance(amount, MoneyField)
    born.line.setText("31/4/1990")
    amount.line.setText("tanto")
    with pytest.raises(InvalidValue, match="31 aprile") as raised:
        form.values()
    assert raised.value.field == "born"
    assert QApplication.focusWidget() is born.line
    assert "31 aprile" in born.problem
    assert "151,65" in amount.problem
    spoken = QAccessible.queryAccessibleInterface(born.line).text(QAccessible.Text.Description)
    assert spoken == born.problem
    born.line.setText("1990")
    assert born.problem == ""


def test_a_service_refusal_lands_on_the_field_it_names(form: Form) -> None:
    assert form.show_problem(InvalidValue("Il codice fiscale è di un'altra persona.", "name"))
    assert form.fields["name"].problem == "Il codice fiscale è di un'altra persona."
    assert not form.show_problem(InvalidValue("Manca la casa.", "no_such_field"))


def test_a_field_is_tidied_when_it_is_left(qtbot: QtBot, form: Form) -> None:
    born, amount, children = (form.fields[name] for name in ("born", "amount", "children"))
    for field, typed, tidy in (
        (born, "12.3.94", "12/03/1994"),
        (amount, "1234,5", "1.234,50"),
        (children, "1a", "1a"),
    ):
        line = field.control
        line.setFocus()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert line.property("text") == tidy
    assert children.problem == "Qui va un numero, come 12."


def test_enter_goes_on_to_the_next_field(qtbot: QtBot, form: Form) -> None:
    form.fields["name"].setFocus()
    for name in ("born", "amount", "children", "country", "house"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert form.fields[name].control.hasFocus() or form.fields[name].isAncestorOf(
            QApplication.focusWidget()
        )


def test_every_label_names_its_control(form: Form) -> None:
    for field in form.fields.values():
        assert field.control.accessibleName() == field.words
        if not isinstance(field, ChoiceField):  # on Unix a list's name is its value, its label a relation
            spoken = QAccessible.queryAccessibleInterface(field.control)
            assert spoken.text(QAccessible.Text.Name) == field.words
        assert any(label.buddy() is field.control for label in field.findChildren(QLabel))


def test_a_list_takes_what_is_in_it_only(qtbot: QtBot) -> None:
    field = ChoiceField("Cittadinanza", COUNTRIES, searchable=True)
    qtbot.addWidget(field)
    field.box.setEditText("marocco")
    assert field.value() == "MA"
    field.box.setEditText("Maroc")
    with pytest.raises(InvalidValue, match="non è nell'elenco"):
        field.value()
    field.set_value("NG")
    field.set_options(COUNTRIES[:1])
    assert field.value() == ""


def test_words_typed_find_an_answer_with_their_blanks(qtbot: QtBot) -> None:
    options = [("a", "Indirizzo"), ("b", "In gravidanza"), ("c", "In carico ai servizi"), ("d", "Già nota")]
    field = ChoiceField("Che cosa", options)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.box, "in car")
    assert field.value() == "c"
    assert not field.box.view().isVisible()
    field.box._typed = ""
    qtbot.keyClicks(field.box, "gia")
    assert field.value() == "d"
    field.box._typed = ""
    field.set_value("a")
    qtbot.keyClicks(field.box, "ii")
    assert field.value() == "c"


def test_a_passphrase_keeps_its_blanks_and_stays_hidden(qtbot: QtBot) -> None:
    field = SecretField("Frase segreta")
    qtbot.addWidget(field)
    field.set_value(" cinque parole ")
    assert field.value() == " cinque parole "
    assert field.line.displayText() != field.line.text()
    field.reveal(True)
    assert field.line.displayText() == field.line.text()


def test_a_field_without_meaning_of_its_own_holds_nothing(qtbot: QtBot) -> None:
    field = Field("Vuoto", QLabel())
    qtbot.addWidget(field)
    field.set_value("x")
    assert field.value() is None
    assert field.check()


def test_search_waits_for_a_pause_and_asks_once(qtbot: QtBot) -> None:
    field = SearchField("Chi è arrivata?")
    qtbot.addWidget(field)
    seen: list[str] = []
    field.searched.connect(seen.append)
    with qtbot.waitSignal(field.searched, timeout=2000):
        qtbot.keyClicks(field.line, "fatma")
        assert seen == []
    assert seen == ["fatma"]


def test_enter_does_not_wait_and_opens(qtbot: QtBot) -> None:
    field = SearchField("Chi è arrivata?")
    qtbot.addWidget(field)
    searched: list[str] = []
    entered: list[str] = []
    down: list[bool] = []
    field.searched.connect(searched.append)
    field.entered.connect(entered.append)
    field.left_down.connect(lambda: down.append(True))
    qtbot.keyClicks(field.line, "joy ")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert (searched, entered) == (["joy"], ["joy"])
    qtbot.keyClick(field.line, Qt.Key.Key_Down)
    assert down == [True]
    qtbot.keyClick(field.line, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_what_cannot_be_undone_waits_for_its_word(qtbot: QtBot) -> None:
    done: list[str] = []
    asked = TypedConfirm(
        "Cancella", "Non si torna indietro.", "CANCELLA", "Cancella", lambda: done.append("x"), lambda: None
    )
    qtbot.addWidget(asked)
    asked.button.click()
    qtbot.keyClicks(asked.field.line, "cancell")
    asked.button.click()
    assert done == []
    qtbot.keyClicks(asked.field.line, "a")
    asked.button.click()
    assert done == ["x"]


def test_what_is_longer_than_its_field_is_read_from_its_beginning(qtbot: QtBot) -> None:
    field = TextField("Chi lo conduce")
    qtbot.addWidget(field)
    field.set_value("Maria Vittoria degli Antelminelli, ostetrica del consultorio di via Pellico")
    assert field.line.cursorPosition() == 0


def test_a_note_in_arabic_begins_at_the_right(qtbot: QtBot) -> None:
    field = NoteField("Le due righe in questa lingua")
    qtbot.addWidget(field)
    field.resize(400, 120)
    field.set_value("نتعلم معا")
    field.grab()
    assert field.text.cursorRect().left() > field.text.viewport().width() / 2


def test_an_hour_is_typed_as_it_is_said(qtbot: QtBot) -> None:
    field = HourField("Ora")
    qtbot.addWidget(field)
    for typed, kept in (("9", "09:00"), ("9.30", "09:30"), ("930", "09:30"), ("", "")):
        field.set_value(typed)
        assert field.value() == kept
    field.set_value("25")
    with pytest.raises(InvalidValue):
        field.value()
