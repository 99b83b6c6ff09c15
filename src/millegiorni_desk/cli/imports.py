"""``template`` writes an empty register; ``import`` reads a filled one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.cli.progress import bar
from millegiorni_desk.language import _


def template(
    kind: Annotated[str, typer.Argument(help=_("accesses, pathways, doti o meetings."))],
    file: Annotated[Path, typer.Argument(help=_("Foglio .xlsx da scrivere."))],
) -> None:
    """Scrive il foglio vuoto di un registro, con gli elenchi delle risposte."""
    from millegiorni_desk.flows.workbooks import Kind, write_template

    write_template(Kind.of(kind), file)
    typer.echo(_("Modello scritto in {file}.").format(file=file))


def import_file(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    file: Annotated[Path, typer.Argument(help=_("Foglio .xlsx da leggere."))],
    dry_run: Annotated[bool, typer.Option(help=_("Prova soltanto: non salva nulla."))] = False,
    rejected: Annotated[Path | None, typer.Option(help=_("Dove scrivere le righe non importate."))] = None,
) -> None:
    """Importa un registro di accessi, percorsi o doti."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.workbooks import import_workbook, write_rejected

    with opened(vault) as desk, bar(_("Importo")) as progress:
        outcome = import_workbook(desk, file, dry_run=dry_run, progress=progress)
    for line in outcome.lines():
        typer.echo(line)
    if outcome.rejected and rejected is not None:
        write_rejected(outcome, rejected)
        typer.echo(_("Righe da correggere in {rejected}.").format(rejected=rejected))
