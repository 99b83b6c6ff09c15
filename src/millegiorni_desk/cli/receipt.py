"""``receipt``: the PDF of a receipt, by its number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _


def receipt(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    number: Annotated[str, typer.Argument(help=_("Numero, per esempio BAR-2025-B/0042."))],
    out: Annotated[Path, typer.Option(help=_("PDF da scrivere."))],
    language: Annotated[
        str, typer.Option(help=_("Lingua accanto all'italiano: ar, bn, en, es, fr, pt, ro, zh."))
    ] = "it",
    layout: Annotated[
        str,
        typer.Option(
            help=_(
                "halves: due metà su un foglio; pairs: solo la metà dell'ente; whole: un foglio intero per copia."
            )
        ),
    ] = "halves",
) -> None:
    """Scrive il PDF di una ricevuta; dalla seconda volta è una COPIA."""
    from millegiorni_desk.areas.doti import receipts
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened

    with opened(vault) as desk:
        found = receipts.find(desk, number)
        # One save: a paper that could not be written was not printed, and the next one is still the original.
        with desk.save("receipt.write"):
            write(out, receipts.pdf(desk, found.id, language.lower(), layout))
    typer.echo(_("Ricevuta {number} in {out}.").format(number=number, out=out))
