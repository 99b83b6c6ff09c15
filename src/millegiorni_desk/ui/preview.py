"""Shows a PDF as it will be printed, page below page."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.ui.stamp import stamped

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class _Sheet(QWidget):
    """One page; drawn the first time it is seen at its size."""

    def __init__(self, pages: PdfPages, at: int) -> None:
        super().__init__()
        self._pages, self._at = pages, at
        self._drawn: QImage | None = None
        self.setAccessibleName(_("Pagina {at} di {count}").format(at=at + 1, count=len(pages)))
        self.setAccessibleDescription(pages.text(at))

    def fit(self, width: int) -> None:
        size = self._pages.size(self._at)
        self.setFixedSize(width, round(width * size.height() / size.width()))
        self._drawn = None

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._drawn is None:
            self._drawn = self._pages.image(self._at, round(self.width() * ratio))
            self._drawn.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        # Paper is white in the dark too: it is shown as it comes out of the printer.
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.drawImage(0, 0, self._drawn)
        painter.setPen(QPen(ink("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class _Area(QScrollArea):
    """The pages, with room around them for the ring of the keyboard."""

    spoken_role = "Graphic"

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ringed", True)


class PdfPreview(QWidget):
    """A PDF given as bytes, as wide as there is room, or larger or smaller by the buttons.

    Up, down and page keys scroll; ``Ctrl++`` and ``Ctrl+-`` zoom; ``Ctrl+0`` fits the width again.
    *nothing* says when something will be here, as long as there is not.
    """

    def __init__(self, name: str = _("Anteprima"), nothing: str = "") -> None:
        super().__init__()
        self._name, self._nothing = name, nothing
        self._pages: PdfPages | None = None
        self._sheets: list[_Sheet] = []
        self._zoom = 1.0
        layout = column(self, spacing=tokens.TIGHT)
        tools = row(spacing=tokens.HAIR)
        self._where = label(nothing, "small", wrap=True)
        tools.addWidget(self._where, 1)
        for words, keys, icon, action in (
            (_("Rimpicciolisci"), "Ctrl+-", "zoom-out", lambda: self._step(-1)),
            (_("Larghezza intera"), "Ctrl+0", "fit-width", lambda: self.zoom_to(1.0)),
            (_("Ingrandisci"), "Ctrl++", "zoom-in", lambda: self._step(1)),
        ):
            tools.addWidget(Button(words, action, kind="tool", keys=keys, icon=icon))
        layout.addLayout(tools)
        self.area = _Area()
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(name)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.viewport().installEventFilter(self)
        layout.addWidget(self.area, 1)

    def show_pdf(self, pdf: bytes) -> None:
        """Show *pdf*, at the width there is; empty bytes show nothing."""
        self._let_go()
        holder = QWidget()
        holder.setObjectName("page")
        layout = column(holder, spacing=tokens.NEAR)
        if pdf:
            self._pages = PdfPages(stamped(pdf))
            self._sheets = [_Sheet(self._pages, at) for at in range(len(self._pages))]
            for sheet in self._sheets:
                layout.addWidget(sheet)
        layout.setSizeConstraint(layout.SizeConstraint.SetFixedSize)
        self.area.setWidget(holder)
        count = len(self._sheets)
        self._where.setText(
            _("1 pagina")
            if count == 1
            else _("{count} pagine").format(count=count)
            if count
            else self._nothing
        )
        self.area.setAccessibleName(f"{self._name}, {self._where.text()}" if count else self._name)
        self._fit()

    def _let_go(self) -> None:
        old = self.area.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._sheets = []
        if self._pages is not None:
            self._pages.close()
            self._pages = None

    def zoom_to(self, zoom: float) -> None:
        """Show pages *zoom* times as wide as the room there is (0.5 to 3)."""
        self._zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._fit()

    @property
    def zoom(self) -> float:
        """How many times the width of the room."""
        return self._zoom

    def _step(self, by: int) -> None:
        beyond = [zoom for zoom in ZOOMS if (zoom > self._zoom if by > 0 else zoom < self._zoom)]
        if beyond:
            self.zoom_to(beyond[0] if by > 0 else beyond[-1])

    def _fit(self) -> None:
        # The room without a scroll bar minus the bar, so that its coming and going changes nothing.
        room = self.area.width() - 2 * self.area.frameWidth() - px(tokens.NEAR) - px(tokens.HAIR)
        for sheet in self._sheets:
            sheet.fit(max(round(room * self._zoom), px(80)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(560))
