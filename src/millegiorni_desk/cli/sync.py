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


def confirm(
    vault: Annotated[Path, typer.Argument(help=_("Archivio della Casa."))],
    ordinal: Annotated[
        int, typer.Argument(help=_("Numero del computer da confermare; senza, li mostra."))
    ] = 0,
) -> None:
    """Mostra gli altri computer della Casa e ne conferma uno, dove il coordinamento non vede i nomi."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import house_devices

    with opened(vault) as desk:
        if ordinal:
            house_devices.confirm(desk, ordinal)
        found = house_devices.listed(desk)
    typer.echo(_("Le parole di questo computer: {words}").format(words=found.words))
    for one in found.waiting:
        typer.echo(
            _("{ordinal}, «{name}», da confermare: {words}").format(
                ordinal=one.ordinal, name=one.name, words=one.words
            )
        )
    for one in found.confirmed:
        typer.echo(_("{ordinal}, «{name}»: confermato").format(ordinal=one.ordinal, name=one.name))
