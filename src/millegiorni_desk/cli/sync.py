"""``sync``: hand over what is new here, take in what is new there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _


def sync(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    exchange: Annotated[str, typer.Option(help=_("Cartella di scambio; senza, l'ultima usata."))] = "",
) -> None:
    """Consegna e riceve attraverso la cartella di scambio."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import syncing

    with opened(vault) as desk:
        outcome = syncing.synchronise(desk, exchange)
    for line in outcome.lines():
        typer.echo(line)
