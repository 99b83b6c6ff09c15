"""The little style sheet laid over Fusion, written from the tokens of the look in force."""

from functools import cache
from string import Template

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.look import Look, px

# Braces are the style sheet's own, so names are filled in with $.
_SHEET = Template("""
QWidget { font-size: ${base}px; }
QToolTip { background: $text; color: $background; border: 0; padding: ${hair}px ${tight}px; }
#ground, QMainWindow, QDialog, QScrollArea, QScrollArea > QWidget > #page { background: $background; }
QScrollArea { border: 0; }
QScrollArea[ringed="true"] { border: ${ring}px solid $line; border-radius: ${corner}px; }
QScrollArea[ringed="true"]:focus { border: ${ring}px solid $primary; }
#rail { background: $rail; border-right: 1px solid $line; }
QFrame[piece="card"] { background: $surface; border: 1px solid $line; border-radius: ${card}px; }
QFrame[piece="sunk"] { background: $background; border: 1px solid $line; border-radius: ${corner}px; }
#rail QScrollArea, #railPages { background: $rail; }
QFrame[piece="toast"] { background: $text; border: 0; border-radius: ${corner}px; }
QLabel[role="toast"] { color: $background; }
QPushButton[kind="toast"] { background: transparent; color: $background; border: 1px solid $background;
  font-weight: 700; }
QPushButton[kind="toast"]:hover, QPushButton[kind="toast"]:pressed { background: $text; }
QFrame[piece="rule"] { background: $line; border: 0; min-height: 1px; max-height: 1px; }
QFrame[notice="info"] { background: $tint; border: 0; border-radius: ${corner}px; }
QFrame[notice="warning"] { background: $warning_ground; border: 0; border-radius: ${corner}px; }
QFrame[notice="danger"] { background: $danger_ground; border: 0; border-radius: ${corner}px; }

QLabel[role="title"] { font-size: ${title}px; font-weight: 700; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 700; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="small"] { font-size: ${small}px; color: $muted; }
QLabel[role="keys"] { font-size: ${tiny}px; color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="primary"] { color: $primary; }
QLabel[role="warning"] { font-size: ${small}px; color: $warning; }
QLabel[role="danger"] { font-size: ${small}px; color: $danger; }
QLabel[role="section_differs"] { font-size: ${section}px; font-weight: 700; color: $accent_text; }
QLabel[role="differs"] { font-weight: 700; color: $accent_text; }
QLabel[pill="info"] { background: $tint; color: $primary; }
QLabel[pill="info"][here="true"] { background: $surface; }
QLabel[pill="warning"] { background: $warning_ground; color: $warning; }
QLabel[pill="danger"] { background: $danger_ground; color: $danger; }
QLabel[pill="quiet"] { background: $hover; color: $muted; }
QLabel[pill] { font-size: ${small}px; border-radius: ${corner}px; padding: ${hair}px ${chip}px; }

QLabel[band="true"] { background: $warning_ground; color: $warning; padding: ${hair}px ${near}px; }

QPushButton { background: $surface; color: $text; border: 1px solid $edge; border-radius: ${corner}px;
  padding: 0 ${pad}px; min-height: ${inside}px; outline: 0; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $tint; }
QPushButton:disabled { color: $muted; background: $background; border-color: $line; }
QPushButton[kind="primary"] { background: $primary; color: $on_primary; border-color: $primary;
  font-weight: 700; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $primary_hover; }
QPushButton[kind="primary"]:disabled { background: $track; color: $muted; border-color: $track; }
QPushButton[kind="soft"] { border-color: $line; color: $muted; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="danger"]:disabled { color: $muted; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $primary;
  padding: 0 ${quiet}px; text-align: left; }
QPushButton[kind="quiet"]:hover { background: $hover; }
#rail QScrollBar:vertical { width: ${hair}px; }
#rail QScrollBar::handle { margin: 0; border-radius: 1px; }
QPushButton[kind="tool"] { background: transparent; border-color: transparent; padding: 0; }
QPushButton[kind="tool"]:hover { background: $hover; }

QLineEdit, QPlainTextEdit, QComboBox { background: $surface; color: $text; border: 1px solid $edge;
  border-radius: ${corner}px; padding: 0 ${field}px; selection-background-color: $primary;
  selection-color: $on_primary; placeholder-text-color: $muted; }
QLineEdit, QComboBox { min-height: ${inside}px; }
QPlainTextEdit { padding: ${hair}px ${tight}px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: ${ring}px solid $primary; }
QLineEdit:focus, QComboBox:focus { padding: 0 ${field_ringed}px; min-height: ${inside_ringed}px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $danger; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $background; color: $muted;
  border-color: $line; }
QLineEdit:read-only { background: $background; }
QLineEdit[large="true"] { font-size: ${large}px; min-height: ${search}px; }
QLineEdit[large="true"]:focus { min-height: ${search_ringed}px; }
QLineEdit[amount="true"] { font-size: ${figure}px; font-weight: 700; min-height: ${search}px; }
QLineEdit[amount="true"]:focus { min-height: ${search_ringed}px; }
QComboBox { padding-right: ${arrow}px; }
QComboBox::drop-down { border: 0; width: ${arrow}px; }
QComboBox::down-arrow { image: none; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 0; background: transparent; }
QAbstractItemView { background: $surface; border: 1px solid $line; outline: 0;
  selection-background-color: $tint; selection-color: $text; }
QComboBox QAbstractItemView::item, QListView::item { min-height: ${item}px; padding: 0 ${tight}px; }

QTextBrowser { background: transparent; color: $text; border: 0; selection-background-color: $primary;
  selection-color: $on_primary; }
QTextBrowser:focus { border: ${ring}px solid $primary; border-radius: ${corner}px; }

QTableView { border: 0; gridline-color: $line; background: $surface; alternate-background-color: $surface; }
QTableView::item { border: 0; padding: 0 ${cell}px; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $muted; font-size: ${small}px; border: 0;
  border-bottom: 1px solid $edge; padding: ${hair}px ${tight}px; }
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: 0; }

QMenu { background: $surface; border: 1px solid $line; padding: ${hair}px; }
QMenu::item { padding: ${tight}px ${wide}px; border-radius: ${hair}px; }
QMenu::item:selected { background: $tint; color: $text; }
QProgressBar { background: $track; border: 0; border-radius: ${hair}px; max-height: ${tight}px;
  min-height: ${tight}px; }
QProgressBar::chunk { background: $primary; border-radius: ${hair}px; }
QScrollBar:vertical { background: transparent; width: ${near}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${near}px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: ${handle}px; margin: 3px; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::handle:vertical { min-height: ${far}px; }
QScrollBar::handle:horizontal { min-width: ${far}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


@cache
def sheet(look: Look) -> str:
    """The style sheet for *look*; *look* must be the one in force, whose scale gives the sizes."""
    palette = {name: str(getattr(look.palette, name)) for name in look.palette.names()}
    inside = px(tokens.CONTROL) - 2
    search = px(tokens.SEARCH) - 2
    ring = px(tokens.RING)
    sizes = {
        "base": px(tokens.BASE),
        "small": px(tokens.SMALL),
        "tiny": px(tokens.TINY),
        "section": px(tokens.SECTION),
        "large": px(18),
        "figure": px(tokens.FIGURE),
        "title": px(tokens.TITLE),
        "hair": px(tokens.HAIR),
        "tight": px(tokens.TIGHT),
        "near": px(tokens.NEAR),
        "wide": px(tokens.WIDE),
        "far": px(tokens.FAR),
        "pad": px(14),
        # Its words stand where those of the rows above it do.
        "quiet": px(tokens.TIGHT) - 1,
        # Qt draws square corners where a radius is more than half of the handle.
        "handle": (px(tokens.NEAR) - 6) // 2,
        "chip": px(10),
        "cell": px(tokens.TIGHT) - 3,
        "field": px(11),
        "field_ringed": px(11) + 1 - ring,
        "arrow": px(30),
        "item": px(tokens.FAR),
        "card": px(tokens.CARD_CORNER),
        "corner": px(tokens.CORNER),
        "ring": ring,
        "inside": inside,
        "inside_ringed": inside + 2 - 2 * ring,
        "search": search,
        "search_ringed": search + 2 - 2 * ring,
    }
    return _SHEET.substitute(palette, **{name: str(size) for name, size in sizes.items()})
