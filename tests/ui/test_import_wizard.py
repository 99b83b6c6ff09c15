"""The import wizard on a real vault and a register of the house's own, step by step, by keyboard where it matters."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.importing.check import CheckStep, ImportStep
from millegiorni_desk.app.importing.columns import ColumnsStep
from millegiorni_desk.app.importing.page import ImportPage
from millegiorni_desk.app.importing.steps import FileStep, SheetStep
from millegiorni_desk.app.importing.values import ValuesStep
from millegiorni_desk.app.settings.imports import ImportSection
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.flows.workbooks import imports
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network

REGISTER = """Sportello di Barrito
Giorno;Cognome e nome;Telefono;Nazionalità;Motivo accesso;Come ci ha conosciuto;Colore
04/03/2025;El Amrani Fatima;333 1234567;Marocco;Pannolini;amica;rosso
05/03/2025;Osas Joy;;Nigeria;Reddito;Passaparola;
31/02/2025;Rossi Anna;;Italia;Casa;amica;verde
04/03/2025;El Amrani Fatima;333 1234567;Marocco;Pannolini;amica;rosso
"""


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    return make_network("BAR").houses["BAR"]


@pytest.fixture
def shell(vault: Vault, window: Callable[[QWidget], QWidget]) -> Iterator[Shell]:
    made = Shell("Barrito", "Lucia")
    coordination.upkeep_pages(vault, made)
    vault.changed.append(made.refresh)
    made.resize(1366, 768)
    window(made)
    yield made
    assert wait_for_all()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "registro 2025.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def idle(qtbot: QtBot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: not page.work.busy, timeout=60_000)
    for _ in range(3):
        QApplication.processEvents()


def opened(shell: Shell) -> ImportPage:
    page = shell.open("import")
    assert isinstance(page, ImportPage)
    return page


def read(qtbot: QtBot, shell: Shell, path: Path) -> ImportPage:
    page = opened(shell)
    step = page.parts.section("file")
    assert isinstance(step, FileStep)
    step.file.set_value(str(path))
    step.read()
    idle(qtbot, page)
    assert page.work.problem is None
    return page


def test_enter_reads_the_file_and_a_key_goes_on(qtbot: QtBot, shell: Shell, register: Path) -> None:
    page = opened(shell)
    step = page.parts.section("file")
    assert isinstance(step, FileStep)
    step.file.set_value(str(register))
    step.file.line.setFocus()
    qtbot.keyClick(step.file.line, Qt.Key.Key_Return)
    idle(qtbot, page)
    assert page.parts.here == "sheet"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.parts.here == "columns"


def test_a_register_goes_through_all_the_steps(
    qtbot: QtBot, vault: Vault, shell: Shell, register: Path
) -> None:
    page = read(qtbot, shell, register)
    assert page.parts.here == "sheet"
    sheet = page.parts.section("sheet")
    assert isinstance(sheet, SheetStep)
    assert (sheet.kind.value(), sheet.row.value()) == ("accesses", "2")
    assert not nameless(page)

    page.go_on()
    columns = page.parts.section("columns")
    assert isinstance(columns, ColumnsStep)
    assert columns.fields["cognomeenome"].value() == "surname+name"
    assert columns.fields["colore"].value() == ""
    assert columns.fixed["house"].value() == "BAR"
    assert not nameless(page)

    page.go_on()
    idle(qtbot, page)
    values = page.parts.section("values")
    assert isinstance(values, ValuesStep)
    assert set(values.fields) == {("needs", "pannolini"), ("channel", "amica")}
    assert values.undecided() == 2
    assert values.isAncestorOf(QApplication.focusWidget())
    values.fields["needs", "pannolini"].set_value("@note")
    values.fields["channel", "amica"].set_value("word_of_mouth")
    assert values.undecided() == 0
    assert values.proposals() == ["Bisogni: Pannolini"]
    assert not nameless(page)

    page.go_on()
    idle(qtbot, page)
    check = page.parts.section("check")
    assert isinstance(check, CheckStep)
    assert "4 righe lette, 3 si aggiungerebbero" in check.lines.text()
    assert check.table is not None
    rows = [check.table.model.row(at) for at in range(check.table.model.rowCount())]
    assert [(row["row"], row["state"]) for row in rows] == [(5, "rifiutata"), (6, "si aggiunge")]
    assert rows[0]["A"] == "⚠ 31/02/2025" and "febbraio" in rows[0]["why"]
    assert accesses.count(vault) == 0
    assert not nameless(page)
    check.once.tick.setFocus()
    qtbot.keyClick(check.once.tick, Qt.Key.Key_Space)
    idle(qtbot, page)
    assert check.once.tick.hasFocus(), "what was asked again leaves the keyboard where it was"
    assert "2 si aggiungerebbero" in check.lines.text()
    check.save_rejected(register.parent / "da correggere.xlsx")
    assert load_workbook(register.parent / "da correggere.xlsx").active.max_row == 2

    page.go_on()
    last = page.parts.section("import")
    assert isinstance(last, ImportStep)
    last.import_it()
    idle(qtbot, page)
    assert accesses.count(vault) == 2
    assert "Importazione finita" in shell.toast.words
    last.undo_it()
    idle(qtbot, page)
    assert accesses.count(vault) == 0
    assert "Annullata" in last.words.text()
    assert last.another.hasFocus()
    assert shell.rail.entries["settings"].here


def test_the_next_file_with_the_same_columns_is_known(
    qtbot: QtBot, vault: Vault, shell: Shell, register: Path
) -> None:
    page = read(qtbot, shell, register)
    page.draft.change(page.draft.plan.with_meaning("channel", "amica", "word_of_mouth"))
    page.open("check")
    idle(qtbot, page)
    page.open("import")
    last = page.parts.section("import")
    assert isinstance(last, ImportStep)
    last.import_it()
    idle(qtbot, page)
    again = register.with_name("aprile.csv")
    again.write_text(REGISTER.replace("/03/", "/04/"), encoding="utf-8")
    page = read(qtbot, shell, again)
    assert page.parts.here == "columns"
    assert page.draft.remembered
    assert page.draft.plan.meanings["channel"] == {"amica": "word_of_mouth"}


def test_what_is_missing_keeps_one_on_the_step(qtbot: QtBot, shell: Shell, register: Path) -> None:
    page = read(qtbot, shell, register)
    page.open("columns")
    columns = page.parts.section("columns")
    assert isinstance(columns, ColumnsStep)
    columns.fields["giorno"].set_value("")
    page.go_on()
    assert page.parts.here == "columns"
    assert "«Data»" in columns.missing.sentence


def test_a_file_that_is_no_register_is_told_in_place(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    page = opened(shell)
    step = page.parts.section("file")
    assert isinstance(step, FileStep)
    step.read()
    assert step.file.problem
    (tmp_path / "foto.xlsx").write_bytes(b"\xff\xd8\xff")
    step.file.set_value(str(tmp_path / "foto.xlsx"))
    step.read()
    idle(qtbot, page)
    assert page.work.problem is not None
    assert page.parts.here == "file"


def test_the_wizard_is_walked_with_the_keyboard(
    qtbot: QtBot, vault: Vault, shell: Shell, register: Path
) -> None:
    page = opened(shell)
    qtbot.keyClicks(QApplication.focusWidget(), str(register))
    page.next.setFocus()
    for waited in ("sheet", "columns", "values", "check", "import"):
        qtbot.keyClick(page.next, Qt.Key.Key_Return)
        idle(qtbot, page)
        assert page.parts.here == waited
        page.next.setFocus()
    last = page.parts.section("import")
    assert isinstance(last, ImportStep)
    qtbot.keyClick(last.button, Qt.Key.Key_Return)
    idle(qtbot, page)
    assert accesses.count(vault) == 1


def test_an_import_is_taken_back_from_the_list(
    qtbot: QtBot, vault: Vault, shell: Shell, register: Path
) -> None:
    page = read(qtbot, shell, register)
    page.open("check")
    idle(qtbot, page)
    page.draft.run(False, lambda done, total, words: None, lambda: False)
    assert accesses.count(vault) == 1
    settings = shell.open("settings", "import")
    assert isinstance(settings, SettingsPage)
    section = settings.parts.section("import")
    assert isinstance(section, ImportSection)
    assert section.made.model.row(0)["file"] == "registro 2025.csv"
    assert not section.undo_button.isEnabled()
    section.made.view.selectRow(0)
    assert not nameless(settings)
    section.undo_it()
    qtbot.waitUntil(lambda: not section.work.busy, timeout=60_000)
    QApplication.processEvents()
    assert accesses.count(vault) == 0
    assert imports(vault)[0].undone_at
    assert not section.undo_button.isEnabled()


MEETINGS = """Incontri di Barrito
Giorno;Iniziativa;Tematica;In collaborazione con;Mamme;Bambini;Ingresso libero
14/11/2025;Letture al nido;Libri;Nati per Leggere;9;8;forse sì
21/11/2025;Yoga in gravidanza;Gravidanza e parto;;12;0;no
"""


def test_a_register_of_meetings_goes_through_all_the_steps(
    qtbot: QtBot, vault: Vault, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "incontri 2025.csv"
    path.write_text(MEETINGS, encoding="utf-8")
    page = read(qtbot, shell, path)
    sheet = page.parts.section("sheet")
    assert isinstance(sheet, SheetStep) and sheet.kind.value() == "meetings"
    page.go_on()
    page.go_on()
    idle(qtbot, page)
    values = page.parts.section("values")
    assert isinstance(values, ValuesStep)
    assert set(values.fields) == {("theme", "libri"), ("free", "forse si")}
    values.fields["theme", "libri"].set_value("reading")
    values.fields["free", "forse si"].set_value("yes")
    assert not nameless(page)
    page.go_on()
    idle(qtbot, page)
    check = page.parts.section("check")
    assert isinstance(check, CheckStep) and "2 si aggiungerebbero" in check.lines.text()
    page.go_on()
    last = page.parts.section("import")
    assert isinstance(last, ImportStep)
    last.import_it()
    idle(qtbot, page)
    assert sorted(row["theme"] for row in vault.query("SELECT theme FROM meeting")) == [
        "pregnancy",
        "reading",
    ]
    last.undo_it()
    idle(qtbot, page)
    assert vault.scalar("SELECT count(*) FROM meeting WHERE NOT voided") == 0
