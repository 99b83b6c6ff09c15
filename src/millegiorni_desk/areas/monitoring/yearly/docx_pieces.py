"""What python-docx leaves to be done by hand: fields, captions, alternative text, repeated heads, fixed bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from millegiorni_desk.areas.monitoring.yearly.parts import Heading

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

PRIMARY, INK, MUTED, TINT = "0B6E69", "1E2B33", "586870", "E1F0EE"
FACE = "Calibri"
_PAGE_CM, _MARGIN_CM = (21.0, 29.7), 2.2
_WIDTH_CM = _PAGE_CM[0] - 2 * _MARGIN_CM
_LOCALES = {"it": "it-IT", "en": "en-GB"}
_SIZES = {"Normal": 10.5, "Title": 26, "Subtitle": 13, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_TOGETHER = 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def prepared(language: str) -> Document:
    """An empty document on A4 with our styles, in *language*."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_PAGE_CM[0]), Cm(_PAGE_CM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    _styles(document, _LOCALES.get(language, language))
    return document


def _styles(document: Document, locale: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    for name in ("Small", "Hint", "TOC Heading", "TOC 1", "TOC 2"):
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        styles[name].base_style = styles["Normal"]
    for name, size in (*_SIZES.items(), ("Small", 9), ("Hint", 10.5), ("Caption", 9), ("TOC Heading", 13)):
        font = styles[name].font
        font.name, font.size = FACE, Pt(size)
        for which in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            fonts.attrib.pop(qn(which), None)
        font.color.rgb = RGBColor.from_string(PRIMARY if name in ("Title", "Heading 1") else INK)
    for name in ("Small", "Caption"):
        styles[name].font.color.rgb = RGBColor.from_string(MUTED)
    styles["Hint"].font.italic = True
    styles["TOC Heading"].font.bold = True
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles["TOC 2"].paragraph_format.left_indent = Cm(0.6)
    for name in ("TOC 1", "TOC 2"):
        styles[name].paragraph_format.space_after = Pt(2)
    for element in styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), locale)


def run_text(text: str) -> str:
    """*text* without the characters that XML cannot hold."""
    return _UNSEEN.sub("", text)


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word works out again: ``PAGE``, ``SEQ …``; *shown* stands there until it does."""
    for kind, words in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = words
        elif kind:
            _char(run, kind)
        else:
            _instruction(run, words)


def _char(run: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)


def _instruction(run: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    run._r.append(text)


def contents(document: Document, headings: Sequence[Heading]) -> None:
    """The list of contents as a field, filled with the headings; Word puts the pages when it is brought up to date."""
    first = document.add_paragraph(style="TOC 1")
    _char(first.add_run(), "begin")
    _instruction(first.add_run(), 'TOC \\o "1-2" \\h \\z \\u')
    _char(first.add_run(), "separate")
    last = first
    for at, heading in enumerate(headings):
        last = first if at == 0 else document.add_paragraph(style=f"TOC {heading.level}")
        last.add_run(run_text(heading.words))
    _char(last.add_run(), "end")


def caption(document: Document, kind: str, number: int, words: str) -> None:
    """``Tabella 3 · …``, numbered by a field so that it counts again after editing."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(f"{kind} ")
    field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
    paragraph.add_run(f" · {run_text(words)}")


def describe(shape: Any, title: str, words: str, number: int) -> None:
    """What a picture shows, for whoever hears it."""
    properties = shape._inline.docPr
    properties.set("id", str(number))
    properties.set("name", f"{number}")
    properties.set("title", run_text(title))
    properties.set("descr", run_text(words))


def footer(document: Document, words: str, page: str) -> None:
    """*words* and the page, both fields, at the foot of every page."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Small"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    before, _unused, rest = page.partition("{page}")
    between, _unused, after = rest.partition("{pages}")
    paragraph.add_run(f"{run_text(words)}\t{before}")
    field(paragraph, "PAGE", "1")
    paragraph.add_run(between)
    field(paragraph, "NUMPAGES", "1")
    paragraph.add_run(after)


def added_table(
    document: Document,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    figures: Sequence[int],
    small: bool = False,
) -> None:
    """A table whose head every page repeats, with a description; numbers stand to the right."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = document.add_table(rows=len(rows) + 1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for name, value in (("w:tblCaption", title), ("w:tblDescription", ", ".join(heads))):
        element = OxmlElement(name)
        element.set(qn("w:val"), run_text(value))
        table._tbl.tblPr.append(element)
    if small:
        _close_together(table)
    cells = list(table._cells)
    columns, size, whole_on_page = len(heads), 6 if small else 9, len(rows) <= _MOST_TOGETHER
    for at, text in enumerate(text for row in (heads, *rows) for text in row):
        last = at >= len(rows) * columns
        _cell(cells[at], text, size, at % columns in figures, at < columns)
        cells[at].paragraphs[0].paragraph_format.keep_with_next = whole_on_page and not last
    whole = sum(widths)
    for at, part in enumerate(widths):
        wide = Cm(_WIDTH_CM * part / whole)
        table.columns[at].width = wide
        for cell in cells[at::columns]:
            cell.width = wide
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))
    document.add_paragraph(style="Small")


def _close_together(table: Any) -> None:
    """Little air beside the words: of the houses' names and of euros none is broken."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "34")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _cell(cell: Any, text: str, size: float, number: bool, head: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(run_text(text))
    run.font.size, run.font.bold = Pt(size), head or None
    if head:
        ground = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", TINT)):
            ground.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(ground)


def settled(content: bytes) -> bytes:
    """The same file with one date for all that is in it, so that the same content gives the same bytes."""
    fresh = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(fresh, "w", ZIP_DEFLATED) as archive:
        for one in given.infolist():
            archive.writestr(ZipInfo(one.filename, _EPOCH), given.read(one), ZIP_DEFLATED)
    return fresh.getvalue()
