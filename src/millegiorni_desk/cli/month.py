"""``month``: closes a month, lists and verifies its minutes, says what changed since, opens it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _, plural

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

application = Commands(
    no_args_is_help=True, help=_("La chiusura del mese, per il coordinamento: verbali firmati e differenze.")
)
_Month = Annotated[str, typer.Argument(help=_("Mese, per esempio 2025-11."))]
_Number = Annotated[int, typer.Option(help=_("Numero del verbale; senza, l'ultimo del mese."))]
_Json = Annotated[Path | None, typer.Option("--json", help=_("Il verbale intero, per programmi."))]
_Xlsx = Annotated[Path | None, typer.Option(help=_("Il verbale come foglio."))]
_Pdf = Annotated[Path | None, typer.Option(help=_("Il verbale da stampare."))]


@application.callback()
def of(
    context: typer.Context, vault: Annotated[Path, typer.Argument(help=_("Archivio del coordinamento."))]
) -> None:
    """La chiusura del mese: chiudere, verbali, controllo, differenze, riaprire."""
    context.obj = vault


@application.command("close")
def close(
    context: typer.Context, month: _Month, pdf: _Pdf = None, xlsx: _Xlsx = None, json_file: _Json = None
) -> None:
    """Chiude il mese: fa il verbale, lo firma e lo tiene; dice se quadra e che cosa resta aperto."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.closing import copies, minutes, words

    with opened(context.obj) as desk:
        kept = minutes.close(desk, month)
        content = copies.content(desk, kept.id)
        typer.echo(f"{words.name(content)}. {words.outcome(content)}")
        for sentence in minutes.faults_of(desk, content):
            typer.echo(sentence, err=True)
        for one in content["deliveries"]:
            if one["missing"]:
                typer.echo(f"{one['house']}, {one['device']}: {one['missing']}.")
        _papers(desk, kept.id, pdf, xlsx, json_file)
    if not content["balances"]:
        raise typer.Exit(1)


@application.command("minutes")
def minutes_of(
    context: typer.Context,
    month: Annotated[
        str, typer.Argument(help=_("Mese, per esempio 2025-11; senza, l'elenco di tutti."))
    ] = "",
    number: _Number = 0,
    pdf: _Pdf = None,
    xlsx: _Xlsx = None,
    json_file: _Json = None,
) -> None:
    """Elenca i verbali, oppure di un mese ne scrive uno com'è stato firmato."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.closing import copies, words

    with opened(context.obj) as desk:
        if month:
            _papers(desk, copies.find(desk, month, number).id, pdf, xlsx, json_file)
            return
        for one in copies.listed(desk):
            state = _("riaperto: {reason}").format(reason=one.reason) if one.reopened_at else _("chiuso")
            balances = _("quadra") if one.balances else _("NON QUADRA")
            typer.echo(
                f"{one.month} · n. {one.number} · {words.moment(one.made_at)} · {one.made_by} · {balances} · {state}"
            )


@application.command("verify")
def verify(context: typer.Context, month: _Month, number: _Number = 0) -> None:
    """Dice se il verbale è quello firmato e se l'archivio ha ancora tutto quello che contava."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.closing import copies, minutes

    with opened(context.obj) as desk:
        verdict = minutes.verify(desk, copies.find(desk, month, number).id)
    typer.echo(minutes.words(verdict), err=not verdict.agrees)
    if not verdict.agrees:
        raise typer.Exit(1)


@application.command("changes")
def changes(
    context: typer.Context,
    month: _Month,
    number: _Number = 0,
    as_json: Annotated[bool, typer.Option("--json", help=_("Per programmi."))] = False,
) -> None:
    """Dice che cosa è cambiato nel mese da quando è stato chiuso: cifre e registrazioni."""
    from dataclasses import asdict

    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.closing import copies, since, words

    with opened(context.obj) as desk:
        found = since.since(desk, copies.find(desk, month, number).id)
        if as_json:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
            return
    for one in found.figures:
        part = f" ({one.part})" if one.part else ""
        typer.echo(
            f"{one.title}{part}: {words.plain(one.was, one.money)} → {words.plain(one.now, one.money)}"
        )
    counted = plural(
        "{n} registrazione arrivata o cambiata dopo.",
        "{n} registrazioni arrivate o cambiate dopo.",
        len(found.records),
    )
    typer.echo(counted.format(n=len(found.records)))


@application.command("reopen")
def reopen(
    context: typer.Context,
    month: _Month,
    reason: Annotated[str, typer.Option(help=_("Perché si riapre: resta nel verbale nuovo."))],
) -> None:
    """Riapre un mese chiuso; il suo verbale resta, il prossimo ha il numero dopo."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows.closing import copies, minutes

    with opened(context.obj) as desk:
        minutes.reopen(desk, copies.find(desk, month).id, reason)
    typer.echo(_("Mese {month} riaperto.").format(month=month))


def _papers(
    desk: Vault, closing_id: str, pdf: Path | None, xlsx: Path | None, json_file: Path | None
) -> None:
    """Write the minutes where asked; on the screen where nowhere."""
    from millegiorni_desk.cli.files import write
    from millegiorni_desk.flows.closing import copies
    from millegiorni_desk.flows.closing.paper import minutes_pdf
    from millegiorni_desk.flows.closing.workbook import minutes_workbook

    written = [path for path in (pdf, xlsx, json_file) if path is not None]
    # On the screen too it leaves the vault.
    desk.note("minutes.save", files=len(written))
    kept = copies.record(desk, closing_id)
    content = copies.content(desk, closing_id)
    told = json.dumps(
        {**content, "digest": kept.digest, "signer": kept.signer, "signature": kept.signature},
        ensure_ascii=False,
        indent=1,
    )
    if pdf is not None:
        write(pdf, minutes_pdf(desk, closing_id))
    if xlsx is not None:
        write(xlsx, minutes_workbook(desk, closing_id))
    if json_file is not None:
        write(json_file, (told + "\n").encode())
    typer.echo(_("Scritti: {names}.").format(names=", ".join(map(str, written))) if written else told)
