"""``report``: the figures of a period as JSON, workbook and PDF."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]

Start = Annotated[datetime, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))]
End = Annotated[datetime, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))]
Json = Annotated[Path | None, typer.Option("--json", help=_("Cifre per identificativo."))]
Xlsx = Annotated[Path | None, typer.Option(help=_("Foglio con cifre, mappa e grafici."))]
Pdf = Annotated[Path | None, typer.Option(help=_("Relazione da stampare."))]
Publishable = Annotated[bool, typer.Option(help=_("Nasconde i numeri piccoli, per pubblicarlo."))]


def report(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    start: Start,
    end: End,
    json_file: Json = None,
    xlsx: Xlsx = None,
    pdf: Pdf = None,
    publishable: Publishable = False,
) -> None:
    """Calcola le cifre del periodo; senza file le scrive in JSON sullo schermo."""
    from millegiorni_desk.cli.session import opened

    with opened(vault) as desk:
        told = write_report(desk, start, end, json_file, xlsx, pdf, publishable)
    typer.echo(told)


def write_report(
    desk: Vault, start: datetime, end: datetime, json_file: Path | None, xlsx: Path | None, pdf: Path | None,
    publishable: bool,
) -> str:  # fmt: skip
    """Make the report and write the files asked for; gives what is said of it: their names, or the figures."""
    from millegiorni_desk.areas.monitoring import service
    from millegiorni_desk.cli.files import write

    found = service.compute(desk, start.date(), end.date())
    if publishable:
        from millegiorni_desk.areas.monitoring.disclosure import publishable as hidden

        found = hidden(found)
    figures = json.dumps(service.to_json(found), ensure_ascii=False, indent=1)
    # On the screen too it leaves the vault.
    desk.note("report.save", files=sum(path is not None for path in (json_file, xlsx, pdf)))
    if json_file is not None:
        write(json_file, (figures + "\n").encode())
    if xlsx is not None:
        from millegiorni_desk.areas.monitoring.workbook import report_workbook

        write(xlsx, report_workbook(desk, found))
    if pdf is not None:
        from millegiorni_desk.areas.monitoring.pdf import report_pdf

        write(pdf, report_pdf(desk, found))
    written = [str(path) for path in (json_file, xlsx, pdf) if path is not None]
    return _("Scritti: {names}.").format(names=", ".join(written)) if written else figures
