"""Preview, print and save of a PDF in memory; charts that say what they draw."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.errors import StorageFailed, WorldError
from millegiorni_desk.ui import charts, look, printing
from millegiorni_desk.ui.charts import Bar, BarChart, ColumnChart, EnvelopeBar
from millegiorni_desk.ui.figure_tile import Figure
from millegiorni_desk.ui.gallery_screens import receipt
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.sparklines import Line, Sparklines

Window = Callable[[QWidget], QWidget]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return receipt()


def test_pages_are_drawn_in_memory(qtbot: QtBot, pdf: bytes, temporary_folder: Path) -> None:
    pages = PdfPages(pdf)
    assert len(pages) == 1
    assert (round(pages.size(0).width()), round(pages.size(0).height())) == (420, 595)
    image = pages.image(0, 400)
    assert image.width() == 400
    assert any(
        image.pixelColor(x, y).lightness() < 80 for x in range(400) for y in range(0, image.height(), 2)
    )
    assert pages.image_at(0, 144).width() == 840
    assert "151,65" in pages.text(0)
    pages.close()
    assert list(temporary_folder.iterdir()) == []


def test_the_preview_fits_its_width_and_zooms(qtbot: QtBot, window: Window, pdf: bytes) -> None:
    preview = PdfPreview("Ricevuta")
    preview.resize(500, 600)
    window(preview)
    preview.show_pdf(pdf)
    preview.grab()
    (sheet,) = preview._sheets
    assert 440 <= sheet.width() <= 500
    fitted = sheet.width()
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.zoom == 1.25
    assert sheet.width() == pytest.approx(fitted * 1.25, abs=1)
    qtbot.keyClick(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert sheet.width() == fitted
    assert preview.area.accessibleName() == "Ricevuta, 1 pagina"
    assert "151,65" in sheet.accessibleDescription()
    preview.show_pdf(b"")
    assert preview.area.accessibleName() == "Ricevuta"


def test_a_pdf_goes_to_the_printer_whole(
    qtbot: QtBot, pdf: bytes, tmp_path: Path, temporary_folder: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert printing.send(printer, pdf) == 1
    printed = PdfPages((tmp_path / "out.pdf").read_bytes())
    assert len(printed) == 1
    assert printed.size(0).width() == pytest.approx(420, abs=2)
    before, after = PdfPages(pdf).image(0, 300), printed.image(0, 300)
    rows = range(0, min(before.height(), after.height()), 2)
    apart = [
        abs(before.pixelColor(x, y).lightness() - after.pixelColor(x, y).lightness())
        for x in range(0, 300, 2)
        for y in rows
    ]
    assert sum(apart) / len(apart) < 6
    assert list(temporary_folder.iterdir()) == []


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_says_what_to_do(qtbot: QtBot, pdf: bytes, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "out.pdf"))
    with pytest.raises(WorldError, match="La stampante non risponde"):
        printing.send(printer, pdf)


def test_a_file_is_written_whole_or_not_at_all(qtbot: QtBot, tmp_path: Path) -> None:
    printing.write_file(tmp_path / "ricevuta.pdf", b"%PDF")
    assert (tmp_path / "ricevuta.pdf").read_bytes() == b"%PDF"
    with pytest.raises(StorageFailed, match="Nulla è andato perso"):
        printing.write_file(tmp_path / "missing" / "ricevuta.pdf", b"%PDF")
    if sys.platform != "win32":
        assert not stat.S_ISDIR((tmp_path / "ricevuta.pdf").stat().st_mode)


def test_where_a_file_went_can_be_opened(qtbot: QtBot, tmp_path: Path) -> None:
    notice = printing.SavedNotice(tmp_path / "ricevuta.pdf")
    qtbot.addWidget(notice)
    assert notice.sentence == f"Salvato: ricevuta.pdf, in {tmp_path}"


def test_bars_open_by_keyboard_and_by_click(qtbot: QtBot, window: Window) -> None:
    chart = BarChart(
        "Fragilità", [Bar("Cura", 62, "62/78", 60, "care"), Bar("Salute", 12, "12/78", key="health")]
    )
    window(chart)
    assert chart.accessibleName() == "Fragilità. Cura 62/78, obiettivo 60; Salute 12/78"
    opened: list[str] = []
    chart.opened.connect(opened.append)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert opened == ["health", "care"]


def test_words_too_long_for_their_room_go_on_below(qtbot: QtBot) -> None:
    long = Bar("Capire informazioni sanitarie o amministrative", 24, "24 · 32 ore", key="long")
    chart = BarChart("Incontri", [long, Bar("Altro", 1, "1 · 1 ora", key="other")])
    card = Stack(chart)
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    first, second = chart.heights()
    assert first > second
    qtbot.waitUntil(lambda: chart.height() >= first + second)
    opened: list[str] = []
    chart.opened.connect(opened.append)
    for y in (first - 4, first + 4):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    assert opened == ["long", "other"]
    card.resize(900, 300)
    assert chart.heights() == [second, second]


def test_the_whole_of_one_figure_is_not_that_of_the_next(qtbot: QtBot) -> None:
    chart = BarChart("Voci")
    qtbot.addWidget(chart)
    chart.resize(400, 40)

    def drawn() -> QImage:
        return chart.grab().toImage()

    chart.show_bars([Bar("Nigeria", 4, "4")])
    filled = drawn()
    chart.show_bars([Bar("Nigeria", 4, "4")], 10)
    assert drawn() != filled
    chart.show_bars([Bar("Nigeria", 4, "4")])
    assert drawn() == filled


def test_words_under_narrow_columns_go_below_one_another(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    real = charts.draw_text

    def told(painter: QPainter, box: QRectF, words: str, *rest: object) -> None:
        said.append(
            painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        )
        real(painter, box, words, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(charts, "draw_text", told)
    months = ColumnChart("Accessi", [Bar("gen 2025", 6, "6"), *(Bar("feb", 9, "9") for _ in range(11))])
    qtbot.addWidget(months)
    months.resize(560, 150)
    months.grab()
    assert said[:3] == ["6", "gen", "2025"]
    months.resize(1100, 150)
    said.clear()
    months.grab()
    assert said[:2] == ["6", "gen 2025"]


def test_charts_say_in_words_what_they_draw(qtbot: QtBot) -> None:
    months = ColumnChart("Accessi", [Bar("gen", 612, "612"), Bar("feb", 0, "0")])
    lines = Sparklines("Benessere", [Line("Salute", (3, None, 7), "7 su 10"), Line("Vuoto", (), "")])
    envelope = EnvelopeBar("Busta")
    envelope.show_money(1000, 600, 500, "mancano 1,00 €")
    figure = Figure("Percorsi")
    figure.show_value("78", "su 80", 0.975)
    spoken = []
    for chart in (months, lines, envelope, figure):
        qtbot.addWidget(chart)
        chart.resize(360, 120)
        assert not chart.grab().isNull()
        spoken.append(chart.accessibleName())
    assert spoken == [
        "Accessi. gen 612; feb 0",
        "Benessere. Salute 7 su 10; Vuoto ",
        "Busta. mancano 1,00 €",
        "Percorsi. 78; su 80; 98 % dell'obiettivo",
    ]


def test_an_envelope_overspent_is_told_by_colour_and_hatching(qtbot: QtBot) -> None:
    bar = EnvelopeBar("Busta")
    qtbot.addWidget(bar)
    bar.resize(400, 16)
    colours = []
    for now in (200, 500):
        bar.show_money(1000, 600, now, "")
        row = bar.grab().toImage()
        colours.append({row.pixelColor(x, 8).name() for x in range(260, 300)})
    assert look.ink("accent").name() in colours[0]
    assert look.ink("danger").name() in colours[1]
    assert all(len(seen) > 1 for seen in colours)


def test_a_figure_opens_its_records(qtbot: QtBot, window: Window) -> None:
    figure = Figure("Percorsi")
    figure.show_value("78")
    window(figure)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(figure.opened):
            qtbot.keyClick(figure, key)
    with qtbot.waitSignal(figure.opened):
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)
