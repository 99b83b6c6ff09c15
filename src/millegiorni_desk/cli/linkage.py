"""``linkage-key VAULT``: the houses' key for codes, where the coordination sees no names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _


def linkage_key(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    new: Annotated[bool, typer.Option("--new", help=_("Fa una chiave nuova e ne mostra le parole."))] = False,
    show: Annotated[bool, typer.Option("--show", help=_("Mostra le parole della chiave."))] = False,
    enter: Annotated[
        bool,
        typer.Option("--enter", help=_("Chiede le ventiquattro parole di un'altra Casa, senza mostrarle.")),
    ] = False,
) -> None:
    """La chiave con cui le Case fanno i codici delle persone, dove il coordinamento non vede i nomi."""
    from millegiorni_desk.cli.session import opened, secret_words
    from millegiorni_desk.flows import linkage

    with opened(vault) as desk:
        if not (desk.house or new or enter or show):
            typer.echo(linkage.different_keys(desk) or _("Nessuna differenza tra le chiavi delle Case."))
            return
        if new:
            typer.echo(linkage.renew(desk))
        elif enter:
            linkage.enter(desk, secret_words(_("Le ventiquattro parole, su una riga")))
        elif show:
            typer.echo(linkage.words(desk))
        stands = linkage.standing(desk)
    if stands.mark:
        typer.echo(_("Segno della chiave: {mark}, uguale in tutte le Case.").format(mark=stands.mark))
    else:
        typer.echo(_("In questa Casa non c'è una chiave di collegamento."))
