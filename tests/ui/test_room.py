"""Words get the room they need, edges stay on one line, and distances last when the look changes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.sections import Section, Sections
from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.ui import theme, tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Comparison, Entry, Side
from millegiorni_desk.ui.charts import words_room
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap

Window = Callable[[QWidget], QWidget]
LONG = "Bonus nido, o aiuto a casa se la bambina non può frequentare"


def _whole(line: QLabel) -> bool:
    """Whether all its words are seen where it stands."""
    box = line.fontMetrics().boundingRect(
        QRect(0, 0, line.width(), 10_000), Qt.TextFlag.TextWordWrap, QLabel.text(line)
    )
    return box.width() <= line.width() and box.height() <= line.height()


def _lines(entry: Entry) -> list[QLabel]:
    return [each for each in entry.findChildren(QLabel) if each.text() and each.isVisible()]


@pytest.mark.parametrize("scale", [100, 200])
def test_a_row_shows_all_of_its_name_also_in_a_pile(qtbot: QtBot, window: Window, scale: int) -> None:
    theme.apply("light", scale)
    card, pile = Card("Che cosa può chiedere"), Pile()
    card.add(pile)
    card.resize(300 * scale // 100, 600)
    window(card)
    pile.put([Entry(LONG, "Edoardo: senza scadenza"), Entry("Breve", "subito dopo")])
    qtbot.waitUntil(lambda: all(piece.isVisible() for piece in pile.pieces))
    card.grab()
    first, second = pile.pieces
    assert isinstance(first, Entry)
    assert all(_whole(line) for line in _lines(first))
    assert first.geometry().bottom() < second.y()


def test_a_row_without_a_state_gives_no_line_to_it(qtbot: QtBot, window: Window) -> None:
    made = Entry("27 ottobre", "Prima infanzia, Salute, Reddito e molto altro")
    card = Card()
    card.add(made)
    card.resize(900, 300)
    window(card)
    card.grab()
    high, words = made.height(), _lines(made)[1]
    # Just wide enough for the second line, and not for a gap after it.
    inside = words.parentWidget().parentWidget()
    wanted = words.fontMetrics().horizontalAdvance(words.text()) + 4
    card.resize(card.width() + wanted - inside.width(), 300)
    card.grab()
    assert not words.toolTip()
    assert made.height() == high
    made.say("Prima infanzia", "Pagata")
    card.grab()
    assert made.pill.isVisible()
    made.say("Prima infanzia")
    card.grab()
    assert not made.pill.isVisible()


@pytest.mark.parametrize("scale", [100, 200])
def test_a_row_of_one_line_is_as_high_as_a_control(qtbot: QtBot, window: Window, scale: int) -> None:
    theme.apply("light", scale)
    card = Card()
    made = Entry("Prova")
    card.add(made)
    window(card)
    assert made.height() >= tokens.CONTROL * scale // 100


def test_distances_last_when_the_look_changes(qtbot: QtBot, window: Window) -> None:
    parts = Sections("Impostazioni")
    for key in ("a", "b"):
        parts.register(key, key, "", Section)
    side = Side("Qui", "Fatima", {"Telefono": "333", "Indirizzo": "via Nizza"})
    both = Comparison(side, side)
    holder = Card()
    holder.add(parts)
    holder.add(both)
    window(holder)
    first, second = parts.entries.values()
    values = [each for each in both.findChildren(QLabel) if each.text() in ("Telefono", "333")][:2]

    def distances() -> tuple[int, int]:
        QApplication.processEvents()
        holder.grab()
        name, value = values
        return second.y() - first.geometry().bottom(), value.x() - name.geometry().right()

    before = distances()
    assert before[1] > tokens.NEAR
    theme.apply("dark", 100)
    assert distances() == before
    theme.apply("light", 200)
    theme.apply("light", 100)
    assert distances() == before


def test_a_card_ends_where_the_head_and_the_foot_do_also_beside_a_scroll_bar(
    qtbot: QtBot, window: Window
) -> None:
    page, card, tall = Page("Prova"), Card("Prima"), QWidget()
    page.add(card)
    page.add(tall)
    page.resize(900, 500)
    window(page)

    def edge() -> int:
        page.grab()
        return card.mapTo(page, card.rect().topRight()).x()

    before = edge()
    assert page.scroller.verticalScrollBar().maximum() == 0
    tall.setMinimumHeight(2_000)
    qtbot.waitUntil(lambda: page.scroller.verticalScrollBar().maximum() > 0)
    assert edge() == before == 900 - 28 - 1
    theme.apply("dark", 100)
    assert edge() == before


@pytest.fixture
def shell(window: Window) -> Shell:
    made = Shell("Barrito", "Lucia")
    made.register("today", "Oggi", "today", lambda: Page("Oggi"))
    made.register("file", "Fascicoli", "people", lambda: Page("Fascicoli"), rail=False, under="today")
    made.resize(1366, 768)
    window(made)
    return made


def test_a_page_without_a_stop_leaves_the_keyboard_on_the_way_back(shell: Shell) -> None:
    shell.open("today")
    assert QApplication.focusWidget() is shell.rail.entries["today"]
    shell.open("file")
    here = QApplication.focusWidget()
    assert isinstance(here, Button)
    assert here.accessibleName() == "Torna indietro"


def test_her_name_at_the_top_goes_on_below_rather_than_be_cut(shell: Shell, qtbot: QtBot) -> None:
    page = shell.open("today")
    assert isinstance(page, Page)
    page.set_title("Passare il percorso di María Guadalupe Aguilar Ccori")
    page.set_state("la segue Marta Olivero")
    title = shell._title
    qtbot.waitUntil(lambda: _whole(title))
    one_line = title.height()
    theme.apply("light", 200)
    qtbot.waitUntil(lambda: title.height() > 3 * one_line)
    assert _whole(title)
    assert shell._state.y() > title.geometry().bottom()
    page.set_title("Oggi")
    qtbot.waitUntil(lambda: title.height() < 3 * one_line)


def test_no_line_of_words_begins_with_a_dot_between(qtbot: QtBot) -> None:
    made = label("25/09/2003 · Italia", wrap=True)
    qtbot.addWidget(made)
    assert QLabel.text(made).count("\N{NO-BREAK SPACE}·") == 1
    assert made.text() == "25/09/2003 · Italia"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Solo al mattino · 333 714 9452", 3),
        ("la sera · +212 6 61 23 45 67 e 011 4567890", 7),
        ("333 7149452", 1),
        ("il 12/11/2025 14 accessi, via Po 12, alle 14:30 2 incontri", 0),
    ],
)
def test_no_line_ends_inside_a_telephone_number(qtbot: QtBot, said: str, kept: int) -> None:
    made = label(said, wrap=True)
    qtbot.addWidget(made)
    assert QLabel.text(made).count("\N{NO-BREAK SPACE}") == kept
    assert made.text() == said


def test_a_code_that_is_copied_has_nothing_unseen_in_it(qtbot: QtBot, window: Window) -> None:
    """Pasted into the portal of an office, a codice fiscale with an invisible sign is refused."""
    said = "Codice fiscale: SGOBSS90E44Z335X · 333 714 9452"
    made = label(said, wrap=True, selectable=True)
    window(made)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == said
    shown = label(said, wrap=True)
    qtbot.addWidget(shown)
    assert QLabel.text(shown).count("\u200b") == 2


@pytest.mark.parametrize("scale", [100, 200])
def test_the_handle_of_a_scroll_bar_is_round(qtbot: QtBot, window: Window, scale: int) -> None:
    theme.apply("light", scale)
    area, tall = QScrollArea(), QWidget()
    tall.setFixedSize(100, 2_000)
    area.setWidget(tall)
    area.resize(200, 300)
    window(area)
    bar = area.verticalScrollBar()
    drawn = bar.grab().toImage()
    edge = QColor(tokens.LIGHT.edge)
    inked = [y for y in range(drawn.height()) if drawn.pixelColor(bar.width() // 2, y) == edge]
    left = next(x for x in range(drawn.width()) if drawn.pixelColor(x, sum(inked) // len(inked)) == edge)
    assert drawn.pixelColor(left, inked[0]) != edge


def test_a_quiet_button_s_words_stand_under_those_of_the_rows(qtbot: QtBot, window: Window) -> None:
    card = Card("Telefoni")
    entry, quiet = Entry("Il suo", "300 866 8851"), Button("Aggiungi un telefono", kind="quiet")
    card.add(entry)
    card.add(quiet)
    card.resize(500, 200)
    window(card)
    option = QStyleOptionButton()
    quiet.initStyleOption(option)
    inside = quiet.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, quiet)
    words = _lines(entry)[0].mapTo(card, QPoint(0, 0)).x()
    assert quiet.mapTo(card, inside.topLeft()).x() == words
    # Also where it is as wide as the card, as after a list: not in the middle.
    drawn = quiet.grab().toImage()
    ground = drawn.pixelColor(1, 1)
    inked = [
        x
        for x in range(drawn.width())
        if any(drawn.pixelColor(x, y) != ground for y in range(drawn.height()))
    ]
    assert inked[0] < 2 * tokens.TIGHT


def test_a_bar_s_words_are_cut_only_where_bars_would_be_too_short() -> None:
    assert words_room(500, widest=255, figures=45) == 255
    assert words_room(500, widest=600, figures=45) == 500 - 45 - 120
    assert words_room(200, widest=600, figures=45) == 90


def test_the_state_of_the_row_that_is_open_keeps_a_ground_of_its_own(window: Window) -> None:
    card, made = Card(), Entry("Fusione", "nessuno perso", state="fatto")
    card.add(made)
    card.resize(600, 120)
    window(card)
    for here in (False, True):
        made.mark(here)
        drawn = card.grab().toImage()
        inside = made.pill.mapTo(card, QPoint(made.pill.width() // 2, 3))
        beside = made.pill.mapTo(card, QPoint(-4, 3))
        assert drawn.pixelColor(inside) != drawn.pixelColor(beside)


def test_a_button_reached_with_tab_shows_our_ring_and_no_other(window: Window) -> None:
    card, button = Card(), Button("Svuota")
    card.add(button)
    card.add(Button("Altro"))
    window(card)
    seen = []
    for reason in (Qt.FocusReason.OtherFocusReason, Qt.FocusReason.TabFocusReason):
        button.clearFocus()
        button.setFocus(reason)
        card.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, reason == Qt.FocusReason.TabFocusReason)
        seen.append(button.grab().toImage())
    assert seen[0] == seen[1]


def test_tab_comes_to_the_pages_before_what_stands_below_them(shell: Shell) -> None:
    shell.register("people", "Persone", "people", lambda: Page("Persone"))
    page, rail, here = shell.open("today"), shell.rail, Button("Nuovo accesso")
    assert isinstance(page, Page)
    page.foot.add(here)
    order, each = [], rail.entries["today"].nextInFocusChain()
    wanted = [rail.entries["people"], rail.hide_entry, rail.lock_entry, shell.help_button, here]
    while each is not rail.entries["today"]:
        if each in wanted:
            order.append(each)
        each = each.nextInFocusChain()
    assert order == wanted


@pytest.mark.parametrize("lines", [1, 2])
def test_what_was_done_is_told_above_the_actions(shell: Shell, qtbot: QtBot, lines: int) -> None:
    page = shell.open("today")
    assert isinstance(page, Page)
    for number in range(6 * lines):
        page.foot.add(Button(f"Invia a un servizio {number}", kind="plain"), left=number % 2 == 0)
    qtbot.waitUntil(lambda: page.foot.isVisible() and page.foot.height() > 50 * lines)
    shell.say("Accesso salvato")
    foot = page.foot.mapTo(shell, QPoint(0, 0)).y()
    assert shell.toast.mapTo(shell, shell.toast.rect().bottomLeft()).y() < foot


def test_a_narrow_search_says_what_can_be_typed(window: Window) -> None:
    field = SearchField("Chi è arrivata?", placeholder="Chi è arrivata?   Nome, telefono o codice fiscale")
    field.resize(600, 60)
    window(field)
    assert field.line.placeholderText().startswith("Chi è arrivata?   Nome")
    field.resize(360, 60)
    field.grab()
    assert field.line.placeholderText() == "Nome, telefono o codice fiscale"
    field.resize(600, 60)
    field.grab()
    assert field.line.placeholderText().startswith("Chi è arrivata?")


def test_even_pieces_are_as_wide_as_the_widest(window: Window) -> None:
    short, long = Button("Casa", lambda: None), Button("Attrezzature per l'infanzia", lambda: None)
    wrap = Wrap(short, long, even=True)
    wrap.resize(900, 60)
    window(wrap)
    assert short.width() == long.width() and short.y() == long.y()
    wrap.resize(long.width() + 20, 120)
    wrap.grab()
    assert short.width() == long.width() and short.x() == long.x() and short.y() < long.y()


def test_names_that_differ_are_read_in_the_dark_too(window: Window) -> None:
    both = Comparison(Side("Qui", "María", {}), Side("Là", "Maria", {}))
    window(both)
    title = next(each for each in both.findChildren(QLabel) if each.text() == "María")
    theme.apply("dark", 100)
    assert title.palette().color(title.foregroundRole()) == QColor(tokens.DARK.accent_text)
