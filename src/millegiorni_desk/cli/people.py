"""``people VAULT duplicates``: pairs of records that may be one person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

application = typer.Typer(no_args_is_help=True, help="Le persone.")


@application.callback()
def of(context: typer.Context, vault: Annotated[Path, typer.Argument(help="Archivio.")]) -> None:
    """Le persone: le coppie da rivedere e le decisioni."""
    context.obj = vault


@application.command("duplicates")
def duplicates(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON, con gli identificativi.")] = False,
) -> None:
    """Elenca le coppie da rivedere, con i motivi."""
    from millegiorni_desk.areas.people import service
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk:
        pairs = service.to_review(desk)
    if as_json:
        rows = [
            {"a": p.a.id, "b": p.b.id, "bits": round(p.match.bits, 2), "reasons": list(p.match.reasons)}
            for p in pairs
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for pair in pairs:
        typer.echo(
            f"{pair.a.surname} {pair.a.name} ({pair.a.house}) · {pair.b.surname} {pair.b.name} ({pair.b.house})"
        )
        for reason in pair.match.reasons:
            typer.echo(f"    {reason}")
    typer.echo(f"{len(pairs)} coppie da rivedere.")


@application.command("decide")
def decide(
    context: typer.Context,
    a: str,
    b: str,
    verdict: Annotated[str, typer.Argument(help="same, different, unsure o withdrawn.")],
) -> None:
    """Decide una coppia: stessa persona, persone diverse, non so; withdrawn annulla."""
    from millegiorni_desk.areas.people import service
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk:
        service.decide(desk, a, b, verdict)
    typer.echo("Deciso.")
