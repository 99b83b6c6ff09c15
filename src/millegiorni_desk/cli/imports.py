"""``template`` writes an empty register; ``import`` reads a filled one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.cli.progress import bar


def template(
    kind: Annotated[str, typer.Argument(help="accesses, pathways, doti o meetings.")],
    file: Annotated[Path, typer.Argument(help="Foglio .xlsx da scrivere.")],
) -> None:
    """Scrive il foglio vuoto di un registro, con gli elenchi delle risposte."""
    from millegiorni_desk.flows.workbooks import Kind, write_template

    write_template(Kind.of(kind), file)
    typer.echo(f"Modello scritto in {file}.")


def import_file(
    vault: Annotated[Path, typer.Argument(help="Archivio.")],
    file: Annotated[Path, typer.Argument(help="Foglio .xlsx da leggere.")],
    dry_run: Annotated[bool, typer.Option(help="Prova soltanto: non salva nulla.")] = False,
    rejected: Annotated[Path | None, typer.Option(help="Dove scrivere le righe non importate.")] = None,
) -> None:
    """Importa un registro di accessi, percorsi o doti."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.workbooks import import_workbook, write_rejected

    with opened(vault) as desk, bar("Importo") as progress:
        outcome = import_workbook(desk, file, dry_run=dry_run, progress=progress)
    for line in outcome.lines():
        typer.echo(line)
    if outcome.rejected and rejected is not None:
        write_rejected(outcome, rejected)
        typer.echo(f"Righe da correggere in {rejected}.")
