"""The audit log on the screen, every action in words, and every door by which paper and files leave."""

import ast
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.settings import audit_papers
from millegiorni_desk.app.settings.audit import AuditSection
from millegiorni_desk.app.settings.audit_words import ACTIONS, action_words
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.paper import document
from millegiorni_desk.ui import printing
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault import audit, audit_log
from millegiorni_desk.vault.audit_log import Wanted
from millegiorni_desk.vault.vault import Vault
from tests.architecture.sources import sources
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    return make_network("BAR").houses["BAR"]


@pytest.fixture
def section(vault: Vault, window: Callable[[QWidget], QWidget]) -> Iterator[AuditSection]:
    shell = Shell("Barrito", "Lucia")
    coordination.upkeep_pages(vault, shell)
    shell.resize(1366, 768)
    window(shell)
    page = shell.open("settings", "audit")
    assert isinstance(page, SettingsPage)
    built = page.parts.section("audit")
    assert isinstance(built, AuditSection)
    yield built
    assert wait_for_all()


def idle(qtbot: QtBot, section: AuditSection) -> None:
    qtbot.waitUntil(lambda: not section.work.busy and not section.papers.work.busy, timeout=20_000)


def test_the_log_is_filtered_and_its_chain_checked(qtbot: QtBot, vault: Vault, section: AuditSection) -> None:
    vault.note("person.export", records=3)
    section.reload()
    assert section.table.model.row(0)["action"] == "Dati di una persona esportati"
    assert section.table.model.row(0)["detail"] == "3 righe"
    section.action.set_value("person.export")
    assert section.table.model.rowCount() == 1
    section.day.set_value("01/01/2020")
    assert section.table.model.rowCount() == 0
    assert not nameless(section.window())
    section.check()
    idle(qtbot, section)
    assert "Catena intera" in section.checked.sentence
    with vault.connection() as raw:
        raw.execute("UPDATE audit SET user = 'nessuna' WHERE n = 2")
    section.check()
    idle(qtbot, section)
    assert "si rompe alla riga 2" in section.checked.sentence


def test_the_log_is_saved_with_its_hashes(qtbot: QtBot, vault: Vault, section: AuditSection) -> None:
    saved: dict[str, bytes] = {}

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        saved[name] = content
        return Path(name)

    section.papers.save_with = keep
    section.save()
    qtbot.waitUntil(lambda: len(saved) == 1, timeout=20_000)
    section.save_paper()
    qtbot.waitUntil(lambda: len(saved) == 2, timeout=20_000)
    sheet = load_workbook(BytesIO(saved["registro-operazioni.xlsx"])).active
    (newest,) = audit_log.page(vault, Wanted(), 0, 1)
    shown = [cell.value for cell in sheet[2]]
    assert (shown[0], shown[-1]) == (newest.n, newest.hash)
    assert sheet.max_row == newest.n + 1
    for column in sheet.iter_cols():
        longest = max(len(str(cell.value or "")) for cell in column)
        assert sheet.column_dimensions[column[0].column_letter].width > longest, column[0].value
    pages = PdfPages(audit_papers.pdf(vault, Wanted()))
    text = "".join(pages.text(at) for at in range(len(pages)))
    pages.close()
    assert newest.hash[:12] in text
    assert "aggiunto" in text


def test_in_the_saved_log_a_name_is_never_a_formula(vault: Vault) -> None:
    name = '=HYPERLINK("http://example.org")\x07'
    with vault.connection() as raw:
        raw.execute("UPDATE audit SET user = ?", (name,))
    sheet = load_workbook(BytesIO(audit_papers.workbook(vault, Wanted()))).active
    told = {(cell.data_type, cell.value, cell.quotePrefix) for cell in sheet["C"][1:]}
    assert told == {("s", name[:-1], True)}


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    for source in sources():
        package, _, path = source.path.partition("/")
        if package != "millegiorni_desk" or "demo" in source.parts:
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call):
                yield path, node, getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_every_action_that_is_written_has_words() -> None:
    doors = {"save", "note", "save_with_slots", "_add", "add", "edit", "_leaves", "_pdf", "_letter", "_note"}
    written = {
        str(value.value)
        for _, call, name in _calls()
        if name in doors
        for value in call.args
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
        # Verbs of what is written: a thing, a dot, what happened to it.
        if value.value.replace(".", "", 1).replace("_", "").isalpha()
        and value.value.islower()
        and (value.value.count(".") == 1 or value.value in ("sync", "import", "demo"))
    }
    assert len(written) > 80
    assert written - ACTIONS.keys() == set()
    assert action_words("something.newer") == "something.newer"


# Where files or prints are made, and what writes it down.
DOORS = {
    "ui/printing.py": "listeners, of which the desk is one",
    "ui/gallery.py": "pictures of the program's own pieces, made by programmers",
    "app/network/houses.py": "an invitation: device.invite",
    "app/syncing/post_card.py": "sealed files for e-mail: post.prepare",
    "app/settings/imports.py": "an empty register",
    "app/importing/check.py": "rows that were never taken in",
    "flows/workbooks/saving.py": "the same two",
    "flows/joining.py": "an invitation: device.invite",
    "flows/person_export.py": "person.export",
    "app/outreach/visibility.py": "the evidence of a funder: evidence.export",
    "app/outreach/evidence_card.py": "a piece of evidence: evidence.save",
    "areas/people/view/attachments_card.py": "a paper of hers: attachment.save",
    "cli/files.py": "commands: report.save, receipt.write, account.save, minutes.save, meeting.calendar",
    "settings.py": "looks and counts, nobody's data",
}
_OUTWARD = {"getSaveFileName", "QPrinter", "write_bytes", "write_text", "QSaveFile", "write_file"}


def test_nothing_leaves_by_a_door_that_nobody_knows() -> None:
    found = {path for path, _, name in _calls() if name in _OUTWARD}
    # The vault's own files are sealed.
    unknown = {name for name in found - DOORS.keys() if not name.startswith("vault/")}
    assert unknown == set(), "note in the audit log what leaves there, and name the door here"


def test_what_is_printed_and_saved_stands_in_the_log(
    vault: Vault, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(vault, lambda: None)
    pdf = document.pdf(document.Document(title="Prova", languages=("it",), blocks=[document.Paragraph("x")]))
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "stampa.pdf"))
    printing.send(printer, pdf)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Fatima El Idrissi.pdf"), "")
    )
    printing.save_as(desk.shell, pdf, "dati.pdf")
    with vault.connection() as raw:
        saved, printed, *_ = audit.entries(raw)
    assert (printed.action, printed.detail) == ("paper.printed", {"what": "1"})
    # The name that was offered: what she chose may be a name.
    assert (saved.action, saved.detail) == ("paper.saved", {"what": "dati.pdf"})

    def full(how: str, what: str) -> None:
        raise StorageFailed("Il disco è pieno.")

    monkeypatch.setattr(printing, "leaving", [full])
    with pytest.raises(StorageFailed):
        printing.save_as(desk.shell, pdf, "altro.pdf")
    assert not (tmp_path / "altro.pdf").exists()
    monkeypatch.undo()
    desk.close()
    assert printing.leaving == []
