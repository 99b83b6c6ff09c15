"""``report``: the figures of a period as JSON, workbook and PDF."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def report(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    start: Annotated[datetime, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))],
    end: Annotated[datetime, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))],
    json_file: Annotated[Path | None, typer.Option("--json", help=_("Cifre per identificativo."))] = None,
    xlsx: Annotated[Path | None, typer.Option(help=_("Foglio con cifre, mappa e grafici."))] = None,
    pdf: Annotated[Path | None, typer.Option(help=_("Relazione da stampare."))] = None,
    publishable: Annotated[bool, typer.Option(help=_("Nasconde i numeri piccoli, per pubblicarlo."))] = False,
) -> None:
    """Calcola le cifre del periodo; senza file le scrive in JSON sullo schermo."""
    from millegiorni_desk.areas.monitoring import service
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened

    with opened(vault) as desk:
        first, last = start.date(), end.date()
        found = service.compute(desk, first, last)
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
    typer.echo(_("Scritti: {names}.").format(names=", ".join(written)) if written else figures)
