"""``people VAULT …``: pairs to review, decisions, everything held on a person, erasing her.

``people link FILE.csv`` needs no vault: it links a register in a file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _

_LINK = "link"


class _WithOrWithoutVault(TyperGroup):
    """A group whose commands follow the vault, but for the one that needs none."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["", *args] if args[:1] == [_LINK] else args)


application = Commands(cls=_WithOrWithoutVault, no_args_is_help=True, help=_("Le persone."))


@application.callback()
def of(context: typer.Context, vault: Annotated[Path, typer.Argument(help=_("Archivio."))]) -> None:
    """Le persone: coppie da rivedere, decisioni, copia dei dati di una persona, cancellazione."""
    context.obj = vault


@application.command("duplicates")
def duplicates(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("In JSON, con gli identificativi."))] = False,
) -> None:
    """Elenca le coppie da rivedere, con i motivi."""
    from millegiorni_desk.areas.people import pairs as review
    from millegiorni_desk.areas.people.pseudonym import listed
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk:
        pairs = review.to_review(desk)
    if as_json:
        rows = [
            {"a": p.a.id, "b": p.b.id, "bits": round(p.match.bits, 2), "reasons": list(p.match.reasons)}
            for p in pairs
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for pair in pairs:
        typer.echo(" · ".join(f"{listed(one)} ({one.house})" for one in (pair.a, pair.b)))
        for reason in pair.match.reasons:
            typer.echo(f"    {reason}")
    typer.echo(_("{count} coppie da rivedere.").format(count=len(pairs)))


@application.command(_LINK)
def link(
    file: Annotated[
        Path, typer.Argument(help=_("Registro in CSV: rec_id, given, surname e le altre colonne."))
    ],
    out: Annotated[Path, typer.Option("--json", help=_("File JSON da scrivere."))],
) -> None:
    """Collega le registrazioni di un file, senza archivio: people link FILE.csv --json ESITO.json"""
    from millegiorni_desk.cli.register_link import link_file

    link_file(file, out)


@application.command("decide")
def decide(
    context: typer.Context,
    a: str,
    b: str,
    verdict: Annotated[str, typer.Argument(help=_("same, different, unsure o withdrawn."))],
) -> None:
    """Decide una coppia: stessa persona, persone diverse, non so; withdrawn annulla."""
    from millegiorni_desk.areas.people import pairs
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk:
        pairs.decide(desk, a, b, verdict)
    typer.echo(_("Deciso."))


@application.command("export")
def export(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help=_("Identificativo della scheda."))],
    out: Annotated[Path, typer.Option(help=_("Cartella nuova o vuota."))],
) -> None:
    """Scrive tutto ciò che l'archivio tiene su una persona: PDF, JSON e allegati. Escono in chiaro."""
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.errors import InvalidValue
    from millegiorni_desk.flows import person_export, person_paper

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidValue(
            _("{name} non è una cartella vuota: scegline una nuova.").format(name=out.name), "out"
        )
    with opened(context.obj) as desk:
        made = person_export.collect(desk, person)
        paper = person_paper.to_pdf(desk, made)
    write(out / "dati.json", person_export.to_json(made))
    write(out / "dati.pdf", paper)
    if made.attachments:
        person_export.write_attachments(made, out)
    typer.echo(_("{sum} registrazioni in {out}.").format(sum=sum(map(len, made.records.values())), out=out))


@application.command("erase")
def erase(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help=_("Identificativo della scheda."))],
    word: Annotated[
        str, typer.Option(help=_("Il suo cognome: senza, mostra soltanto che cosa si cancella."))
    ] = "",
    blank_receipts: Annotated[bool, typer.Option(help=_("Svuota anche le ricevute delle doti."))] = False,
) -> None:
    """Cancella i dati di una persona dall'archivio; la cancellazione viaggia con la prossima consegna."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import erasing

    with opened(context.obj) as desk:
        if word:
            done = erasing.erase(desk, person, word, "blank" if blank_receipts else "keep")
        else:
            done = erasing.preview(desk, person)
    gone = sum(done.goes.values())
    typer.echo(
        _("{word}: {gone} registrazioni.").format(
            word=_("Cancellate") if word else _("Da cancellare"), gone=gone
        )
    )
    typer.echo(
        _("{word} senza nome: {stays_counted}.").format(
            word=_("Restano") if word else _("Resterebbero"), stays_counted=done.stays_counted
        )
    )
    if done.receipts and not blank_receipts:
        typer.echo(
            _("Ricevute conservate per la contabilità: {receipts}, fino al {receipts_until}.").format(
                receipts=done.receipts, receipts_until=done.receipts_until
            )
        )
