"""``store``: the merged store on PostgreSQL: creates it, merges into it, makes reports of it, checks it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.cli.report import Docx, End, Json, Language, Pdf, Publishable, Start, Xlsx
from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _

application = Commands(
    no_args_is_help=True, help=_("L'archivio unito su PostgreSQL, per una città o una regione.")
)


@application.callback()
def of(
    context: typer.Context, vault: Annotated[Path, typer.Argument(help=_("Archivio del coordinamento."))]
) -> None:
    """L'archivio unito su PostgreSQL: crearlo, unirvi le consegne, farne relazioni, controllarlo."""
    context.obj = vault


@application.command("create")
def create(context: typer.Context) -> None:
    """Crea l'archivio unito in un database vuoto, con tutto quello che c'è; l'indirizzo si scrive senza mostrarlo."""
    from millegiorni_desk.cli.progress import bar
    from millegiorni_desk.cli.session import opened, store_address
    from millegiorni_desk.flows import merged_store

    with opened(context.obj) as desk:
        where = store_address()
        with bar(_("Archivio unito")) as progress:
            merged_store.create(desk, where, progress)
    typer.echo(_("Archivio unito creato. L'indirizzo è tenuto nell'archivio del coordinamento, cifrato."))


@application.command("merge")
def merge(context: typer.Context) -> None:
    """Sincronizza l'archivio del coordinamento, poi unisce nell'archivio unito quello che è arrivato."""
    from millegiorni_desk.cli.progress import bar
    from millegiorni_desk.cli.session import opened, road_password
    from millegiorni_desk.flows import merged_store, roads

    with opened(context.obj) as desk:
        road = roads.road(desk)
        if road.user:
            road = replace(road, password=road_password(road.password))
        with bar(_("Archivio unito")) as progress:
            report = merged_store.synchronise(desk, road, progress)
    rows = sum(report.rows.values())
    typer.echo(_("Pacchetti uniti: {n}. Registrazioni: {rows}.").format(n=report.received, rows=rows))
    for one in (*report.waiting, *report.quarantined):
        typer.echo(one.message, err=True)


@application.command("report")
def report(
    context: typer.Context,
    start: Start,
    end: End,
    json_file: Json = None,
    xlsx: Xlsx = None,
    pdf: Pdf = None,
    docx: Docx = None,
    publishable: Publishable = False,
    language: Language = "it",
) -> None:
    """Calcola le cifre del periodo nell'archivio unito: le stesse, con lo stesso codice."""
    from millegiorni_desk.cli.progress import bar
    from millegiorni_desk.cli.report import Wanted, write_report
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import merged_store

    with opened(context.obj) as desk:
        with bar(_("Coppie da rivedere")) as progress:
            merged_store.look_for_pairs(desk, progress)
        with merged_store.reading(desk) as store:
            # Stories stay in the vault, and the rows behind the figures are read there.
            wanted = Wanted(json_file, xlsx, pdf, docx, publishable, language, rows=False, stories=False)
            told = write_report(store, start, end, wanted)
    typer.echo(told)


@application.command("check")
def check(context: typer.Context) -> None:
    """Confronta l'archivio unito con quello del coordinamento, valore per valore."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import merged_store

    with opened(context.obj) as desk:
        found = merged_store.standing(desk)
    typer.echo(_("Registrazioni: {rows}. Differenze da decidere: {conflicts}.").format(
        rows=found.rows, conflicts=found.conflicts))  # fmt: skip
    for sentence in found.sentences():
        typer.echo(sentence, err=not found.sound)
    if not found.sound:
        raise typer.Exit(1)


@application.command("forget")
def forget(context: typer.Context) -> None:
    """Dimentica l'indirizzo del database: quello che c'è dentro resta."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import merged_store

    with opened(context.obj) as desk:
        merged_store.keep_address(desk, "")
    typer.echo(
        _("Indirizzo dimenticato. Il database non è stato toccato: se non serve più, fallo cancellare.")
    )
