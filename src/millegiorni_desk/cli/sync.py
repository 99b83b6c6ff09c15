"""``sync``: hand over what is new here, take in what is new there; ``post``: the same by files that are mailed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _


def sync(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    exchange: Annotated[
        str,
        typer.Option(
            help=_(
                "Dove ci si incontra: una cartella, davs://utente@server/cartella (WebDAV, Nextcloud) o "
                "s3://chiave@contenitore/cartella?endpoint=https://server; senza, l'ultimo usato."
            )
        ),
    ] = "",
    proxy: Annotated[str, typer.Option(help=_("Proxy per arrivarci; senza, quello del sistema."))] = "",
) -> None:
    """Consegna e riceve attraverso la cartella di scambio."""
    from millegiorni_desk.cli.session import opened, road_password
    from millegiorni_desk.flows import roads, syncing

    with opened(vault) as desk:
        road = roads.road(desk, exchange)
        if road.user:
            road = replace(road, password=road_password(road.password))
        if proxy:
            road = replace(road, proxy=proxy)
        outcome = syncing.synchronise(desk, road if exchange or road != roads.road(desk) else "")
    for line in outcome.lines():
        typer.echo(line)


def post(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    file: Annotated[
        Path, typer.Argument(help=_("Il file da scrivere o da leggere, che finisce in .mgpost."))
    ],
    read: Annotated[
        bool, typer.Option("--read", help=_("Legge un file ricevuto, invece di prepararne uno."))
    ] = False,
) -> None:
    """Prepara il file da spedire per posta elettronica con tutto quello che agli altri può mancare."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import posting

    with opened(vault) as desk:
        told = (
            posting.take_in(desk, file).lines()
            if read
            else [str(each) for each in posting.prepare(desk, file)]
        )
    for line in told:
        typer.echo(line)
