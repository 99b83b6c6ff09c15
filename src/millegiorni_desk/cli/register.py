"""``register`` writes the register of accesses or of pathways of a period to a workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.cli.progress import bar
from millegiorni_desk.language import _

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def register(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    kind: Annotated[str, typer.Argument(help=_("accesses o pathways."))],
    file: Annotated[Path, typer.Argument(help=_("Foglio .xlsx da scrivere."))],
    start: Annotated[datetime, typer.Option("--from", formats=_DAYS, help=_("Primo giorno."))],
    end: Annotated[datetime, typer.Option("--to", formats=_DAYS, help=_("Ultimo giorno."))],
    house: Annotated[str, typer.Option(help=_("Codice di una Casa; senza, tutte."))] = "",
    names: Annotated[
        bool, typer.Option(help=_("Con i nomi: senza, ognuna sta sotto il suo codice."))
    ] = False,
) -> None:
    """Scrive un registro con le colonne del suo modello, da aprire in Excel o da importare altrove."""
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.workbooks import Kind, outgoing

    asked = outgoing.Asked(Kind.of(kind), start.date(), end.date(), house, names)
    with opened(vault) as desk, bar(_("Scrivo il registro")) as progress:
        content = outgoing.register(desk, asked, progress)
        write(file, content)
    typer.echo(_("Registro scritto in {file}.").format(file=file))
