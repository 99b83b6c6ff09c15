"""A PDF in memory goes to a printer or to a file that was asked for, and nowhere else.

The print job carries a neutral name, because names of jobs stay in printers and spoolers. What the
system's own spooler keeps of a job is outside this program.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QFileInfo, QIODevice, QMarginsF, QRectF, QSaveFile, QSizeF, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.errors import StorageFailed, WorldError
from millegiorni_desk.language import _
from millegiorni_desk.ui import stamp
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.pdf_pages import PdfPages

JOB_NAME = "Millegiorni Desk"
# Sharp on paper, and an A4 page stays under 35 MB in memory.
_MOST_DOTS = 300


# Told before anything leaves in clear: ``paper.printed`` with the number of pages, ``paper.saved`` with the file
# name that was offered (never the one that was chosen). What a listener raises keeps it from leaving.
leaving: list[Callable[[str, str], object]] = []


def _leaves(how: str, what: str) -> None:
    for listener in leaving:
        listener(how, what)


def print_pdf(parent: QWidget, pdf: bytes) -> bool:
    """Ask for a printer and print *pdf*; false if the user would rather not. Raises ``WorldError``."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(JOB_NAME)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Stampa"))
    pages = PdfPages(pdf)
    dialog.setMinMax(1, len(pages))
    pages.close()
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    send(printer, pdf)
    return True


def send(printer: QPrinter, pdf: bytes) -> int:
    """Print *pdf* on *printer*, in the range of pages it was given; the number of pages sent.

    Raises :class:`WorldError` when the printer does not take it.
    """
    pages = PdfPages(stamp.stamped(pdf))
    dots = min(printer.resolution(), _MOST_DOTS)
    wanted = [
        at
        for at in range(len(pages))
        if not printer.fromPage() or printer.fromPage() <= at + 1 <= printer.toPage()
    ]
    _leaves("paper.printed", str(len(wanted)))
    painter = QPainter()
    try:
        for number, at in enumerate(wanted):
            _set_paper(printer, pages.size(at))
            begun = painter.begin(printer) if number == 0 else printer.newPage()
            if not begun:
                raise WorldError(
                    _(
                        "La stampante non risponde. Il documento resta registrato: controlla che sia accesa "
                        "e premi di nuovo Stampa, oppure salva il PDF."
                    )
                )
            size = pages.size(at)
            scale = printer.resolution() / 72
            painter.drawImage(
                QRectF(0, 0, size.width() * scale, size.height() * scale), pages.image_at(at, dots)
            )
    finally:
        if painter.isActive():
            painter.end()
        pages.close()
    return len(wanted)


def _set_paper(printer: QPrinter, points: QSizeF) -> None:
    """The paper of the page itself: our documents bring their own margins."""
    landscape = points.width() > points.height()
    upright = points.transposed() if landscape else points
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, turned, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def write_file(path: Path, content: bytes) -> None:
    """Write *content* to *path* whole or not at all. Raises :class:`StorageFailed`."""
    file = QSaveFile(str(path))
    written = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(content) == len(content)
    if not (written and file.commit()):
        raise StorageFailed(
            _(
                "Non riesco a scrivere «{name}» in «{folder}»: {reason}. Nulla è andato perso: "
                "scegli un'altra cartella e riprova."
            ).format(name=path.name, folder=path.parent.name, reason=file.errorString())
        )


def save_as(parent: QWidget, content: bytes, suggested: str, kind: str = "PDF (*.pdf)") -> Path | None:
    """Ask where to save *content* and write it there; ``None`` if nothing was chosen.

    *suggested* is the file name offered: never a person's name. Raises :class:`StorageFailed`.
    """
    if stamp.words:
        # What is no PDF is marked by its name.
        suggested = f"PROVA-{suggested}"
        content = stamp.stamped(content) if content.startswith(b"%PDF") else content
    start = QDir.home().filePath(suggested)
    chosen, _unused = QFileDialog.getSaveFileName(parent, _("Salva"), start, kind)
    if not chosen:
        return None
    path = Path(chosen)
    if not path.suffix:
        path = path.with_suffix(QFileInfo(suggested).suffix() and f".{QFileInfo(suggested).suffix()}")
    _leaves("paper.saved", suggested)
    write_file(path, content)
    return path


def ask_folder(parent: QWidget) -> Path | None:
    """Ask for a folder to write into; ``None`` if nothing was chosen."""
    chosen = QFileDialog.getExistingDirectory(parent, _("Scegli una cartella"), QDir.homePath())
    return Path(chosen) if chosen else None


def open_folder(path: Path) -> bool:
    """Open the folder of *path* in the system's file manager; false if the system would not."""
    folder = path if path.is_dir() else path.parent
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class SavedNotice(Notice):
    """Says where a file was saved, with *Apri cartella* and *Apri file*."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("Salvato: {name}, in {parent}").format(name=path.name, parent=path.parent))
        self.add_action(Button(_("Apri cartella"), lambda: open_folder(path), icon="folder"))
        self.add_action(
            Button(_("Apri file"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        )
