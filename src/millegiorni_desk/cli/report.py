"""``report``: the report of a period as JSON, workbook, PDF and Word document."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.areas.monitoring.report import Matrix, Report
    from millegiorni_desk.areas.monitoring.yearly.year import Year
    from millegiorni_desk.vault.vault import Vault

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]

Start = Annotated[datetime, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))]
End = Annotated[datetime, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))]
BeforeStart = Annotated[
    datetime | None,
    typer.Option("--compare-from", formats=_DAYS, help=_("Primo giorno del periodo da confrontare.")),
]
BeforeEnd = Annotated[
    datetime | None,
    typer.Option("--compare-to", formats=_DAYS, help=_("Ultimo giorno del periodo da confrontare.")),
]
Json = Annotated[Path | None, typer.Option("--json", help=_("Cifre per identificativo."))]
Xlsx = Annotated[Path | None, typer.Option(help=_("Foglio con cifre, mappa, grafici e righe senza nomi."))]
Pdf = Annotated[Path | None, typer.Option(help=_("Relazione da stampare."))]
Docx = Annotated[Path | None, typer.Option(help=_("Relazione da completare con Word."))]
Publishable = Annotated[bool, typer.Option(help=_("Nasconde i numeri piccoli, per pubblicarlo."))]
Language = Annotated[str, typer.Option(help=_("Lingua della relazione: it o en."))]
House = Annotated[str, typer.Option(help=_("Codice di una Casa; senza, tutte."))]
Rows = Annotated[bool, typer.Option(help=_("Nel foglio anche le righe dietro le cifre."))]
Stories = Annotated[bool, typer.Option(help=_("Anche le storie di chi è d'accordo."))]
SentTo = Annotated[str, typer.Option(help=_("A chi si manda: ne resta una copia firmata in archivio."))]


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the files, and what they say."""

    json: Path | None = None
    xlsx: Path | None = None
    pdf: Path | None = None
    docx: Path | None = None
    published: bool = False
    language: str = "it"
    house: str = ""
    rows: bool = True
    stories: bool = True
    sent_to: str = ""
    before: tuple[datetime, datetime] | None = None

    @property
    def files(self) -> list[Path]:
        """The files, in the order in which they are told."""
        return [path for path in (self.json, self.xlsx, self.pdf, self.docx) if path is not None]


def report(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    start: Start,
    end: End,
    json_file: Json = None,
    xlsx: Xlsx = None,
    pdf: Pdf = None,
    docx: Docx = None,
    publishable: Publishable = False,
    language: Language = "it",
    house: House = "",
    before_start: BeforeStart = None,
    before_end: BeforeEnd = None,
    rows: Rows = True,
    stories: Stories = True,
    sent_to: SentTo = "",
) -> None:
    """Calcola le cifre del periodo; senza file le scrive in JSON sullo schermo."""
    from millegiorni_desk.areas.monitoring import service
    from millegiorni_desk.cli.progress import bar
    from millegiorni_desk.cli.session import opened

    before = _both(before_start, before_end)
    rows = rows and not publishable
    wanted = Wanted(json_file, xlsx, pdf, docx, publishable, language, house, rows, stories, sent_to, before)
    with opened(vault) as desk, bar(_("Relazione")) as progress:
        service.look_for_pairs(desk, progress)
        told = write_report(desk, start, end, wanted)
    typer.echo(told)


def _both(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise InvalidValue(
            _("Del periodo da confrontare servono il primo e l'ultimo giorno."), "compare_from"
        )
    return start, end


def write_report(desk: Vault, start: datetime, end: datetime, wanted: Wanted) -> str:
    """Make the report and write the files asked for; gives what is said of it: their names, or the figures."""
    from millegiorni_desk.areas.monitoring import service
    from millegiorni_desk.cli.files import write

    on_paper = bool(wanted.xlsx or wanted.pdf or wanted.docx)
    found, maps = _computed(desk, start, end, wanted, with_maps=on_paper)
    figures = json.dumps(service.document(found), ensure_ascii=False, indent=1)
    # On the screen too it leaves the vault.
    desk.note("report.save", files=len(wanted.files))
    if wanted.json is not None:
        write(wanted.json, (figures + "\n").encode())
    if on_paper:
        year = _year(desk, found, maps, wanted)
        for path, make in _papers(desk, year, wanted):
            write(path, make())
    if wanted.sent_to:
        from millegiorni_desk.areas.monitoring.yearly import sent

        sent.freeze(desk, found, wanted.sent_to)
    names = ", ".join(map(str, wanted.files))
    return _("Scritti: {names}.").format(names=names) if names else figures


def _computed(
    desk: Vault, start: datetime, end: datetime, wanted: Wanted, *, with_maps: bool
) -> tuple[Report, list[Matrix]]:
    from millegiorni_desk.areas.monitoring import service

    days = start.date(), end.date()
    if with_maps:
        found, maps = service.compute_with_maps(desk, *days, house=wanted.house)
    else:
        found, maps = service.compute(desk, *days, house=wanted.house), []
    if wanted.published:
        from millegiorni_desk.areas.monitoring.disclosure import publishable

        found = publishable(found)
    return found, maps


def _year(desk: Vault, found: Report, maps: Sequence[Matrix], wanted: Wanted) -> Year:
    from millegiorni_desk.areas.monitoring.yearly.year import gather
    from millegiorni_desk.flows import stories

    before = _computed(desk, *wanted.before, wanted, with_maps=False)[0] if wanted.before else None
    told = [(one.told_as, one.words) for one in stories.publishable(desk)] if wanted.stories else []
    return gather(desk, found, maps, language=wanted.language, before=before, stories=told)


def _papers(desk: Vault, year: Year, wanted: Wanted) -> list[tuple[Path, Callable[[], bytes]]]:
    def sheet() -> bytes:
        from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook, workbook_with_rows

        return workbook_with_rows(desk, year) if wanted.rows else report_workbook(year)

    def paper() -> bytes:
        from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf

        return report_pdf(year)

    def text() -> bytes:
        from millegiorni_desk.areas.monitoring.yearly.word import report_docx

        return report_docx(year)

    offered = ((wanted.xlsx, sheet), (wanted.pdf, paper), (wanted.docx, text))
    return [(path, make) for path, make in offered if path is not None]
