"""``template`` writes an empty register; ``import`` reads a filled one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.cli.progress import bar
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.flows.workbooks import Plan


def template(
    kind: Annotated[str, typer.Argument(help=_("accesses, pathways, doti, meetings o people."))],
    file: Annotated[Path, typer.Argument(help=_("Foglio .xlsx da scrivere."))],
) -> None:
    """Scrive il foglio vuoto di un registro, con gli elenchi delle risposte."""
    from millegiorni_desk.flows.workbooks import Kind, write_template

    write_template(Kind.of(kind), file)
    typer.echo(_("Modello scritto in {file}.").format(file=file))


def import_file(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    file: Annotated[Path, typer.Argument(help=_("Foglio da leggere: .xlsx, .xls, .ods o .csv."))],
    dry_run: Annotated[bool, typer.Option(help=_("Prova soltanto: non salva nulla."))] = False,
    rejected: Annotated[Path | None, typer.Option(help=_("Dove scrivere le righe non importate."))] = None,
    mapping: Annotated[
        Path | None, typer.Option(help=_("Abbinamento delle colonne (JSON), invece di quello ricordato."))
    ] = None,
) -> None:
    """Importa un registro di accessi, percorsi, doti, incontri o persone."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.workbooks import import_workbook, write_rejected

    with opened(vault) as desk, bar(_("Importo")) as progress:
        plan = _plan(mapping) if mapping is not None else None
        outcome = import_workbook(desk, file, dry_run=dry_run, progress=progress, plan=plan)
    for line in outcome.lines():
        typer.echo(line)
    if outcome.rejected and rejected is not None:
        write_rejected(outcome, rejected)
        typer.echo(_("Righe da correggere in {rejected}.").format(rejected=rejected))


def _plan(path: Path) -> Plan:
    import json

    from millegiorni_desk.errors import InvalidValue, reason
    from millegiorni_desk.flows.workbooks import plan_of

    try:
        return plan_of(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidValue(
            _("Non riesco a leggere «{name}»: {why}.").format(name=path.name, why=reason(error)), "mapping"
        ) from error
    except ValueError as error:
        raise InvalidValue(
            _("«{name}» non è un abbinamento: dev'essere un testo JSON.").format(name=path.name), "mapping"
        ) from error
