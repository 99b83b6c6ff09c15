"""``network``: what the coordinator decides: houses, bodies, funds, envelopes, invitations, approvals."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.cli.spoken import Commands
from millegiorni_desk.language import _

application = Commands(no_args_is_help=True, help=_("La rete: case, enti, fondi, buste, inviti."))


@application.callback()
def of(
    context: typer.Context, vault: Annotated[Path, typer.Argument(help=_("Archivio del coordinamento."))]
) -> None:
    """La rete: case, enti, fondi, buste, inviti."""
    context.obj = vault


@application.command("add-house")
def add_house(context: typer.Context, code: str, name: str, address: str = "") -> None:
    """Aggiunge una casa: codice (BAR) e nome (Barrito)."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import joining
    from millegiorni_desk.network.records import House

    with opened(context.obj) as desk:
        joining.add_house(desk, House(code=code, name=name, address=address))
    typer.echo(_("Casa {name} aggiunta.").format(name=name))


@application.command("add-body")
def add_body(
    context: typer.Context,
    code: str,
    name: str,
    house: Annotated[list[str], typer.Option(help=_("Codice della casa; si può ripetere."))],
    seat: str = "",
    codice_fiscale: str = "",
) -> None:
    """Aggiunge l'ente gestore di una o più case: firma le loro ricevute."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.network import service
    from millegiorni_desk.network.records import ManagingBody

    with opened(context.obj) as desk:
        for code_of_house in house:
            service.house(desk, code_of_house)
        service.add_body(
            desk, ManagingBody(code=code, name=name, houses=house, seat=seat, codice_fiscale=codice_fiscale)
        )
    typer.echo(_("Ente {name} aggiunto.").format(name=name))


@application.command("add-fund")
def add_fund(
    context: typer.Context,
    code: str,
    name: str,
    funder: str = "",
    line: Annotated[list[str] | None, typer.Option(help=_("Voce di spesa; si può ripetere."))] = None,
) -> None:
    """Aggiunge un fondo con le sue voci (senza voci: «Doti di inclusione»)."""
    from millegiorni_desk.areas.doti import service
    from millegiorni_desk.areas.doti.records import BudgetLine, Fund
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk, desk.save("fund.add"):
        fund = service.add_fund(desk, Fund(code=code, name=name, funder=funder))
        for title in line or [_("Doti di inclusione")]:
            service.add_line(desk, BudgetLine(fund_id=fund.id, name=title))
    typer.echo(_("Fondo {name} aggiunto.").format(name=name))


@application.command("allocate")
def allocate(
    context: typer.Context,
    house: str,
    fund: str,
    amount: Annotated[str, typer.Argument(help=_("Euro, per esempio 6.000,00."))],
    line: Annotated[str, typer.Option(help=_("Voce di spesa, se il fondo ne ha più d'una."))] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%d/%m/%Y", "%Y-%m-%d"])] = None,
) -> None:
    """Mette denaro nella busta di una casa."""
    from datetime import date

    from millegiorni_desk.areas.doti import amounts, service
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.errors import InvalidValue
    from millegiorni_desk.network import service as network

    with opened(context.obj) as desk:
        known = {one.code: one for one in service.funds(desk)}
        if fund not in known:
            raise InvalidValue(
                _("Non conosco il fondo «{fund}». Ci sono: {names}.").format(
                    fund=fund, names=", ".join(known) or _("nessuno")
                )
            )
        lines = [one for one in service.lines(desk, known[fund].id) if not line or one.name == line]
        if len(lines) != 1:
            raise InvalidValue(_("Il fondo ha più voci: indica quale con --line."))
        cents = amounts.parse_euros(amount)
        service.allocate(
            desk, network.find_house(desk, house).code, lines[0].id, cents, on.date() if on else date.today()
        )
    typer.echo(
        _("{format_euros} nella busta di {house}.").format(
            format_euros=amounts.format_euros(cents), house=house
        )
    )


@application.command("invite")
def invite(
    context: typer.Context,
    house: str,
    out: Annotated[Path, typer.Option(help=_("File d'invito da scrivere."))],
) -> None:
    """Scrive l'invito per una postazione di una casa; vale una volta sola."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import joining
    from millegiorni_desk.network import service as network

    with opened(context.obj) as desk:
        joining.write_invitation(joining.invite(desk, network.find_house(desk, house).code), out)
    typer.echo(_("Invito scritto in {out}. Consegnalo di persona: contiene un segreto.").format(out=out))


@application.command("devices")
def devices(context: typer.Context) -> None:
    """Elenca le postazioni della rete: numero, casa, nome, ultima consegna, stato."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import network_devices

    with opened(context.obj) as desk:
        for one in network_devices.listed(desk):
            last = f"{one.last_arrival:%d/%m/%Y}" if one.last_arrival else _("mai")
            state = _("fuori dalla rete") if one.revoked else _("nella rete")
            typer.echo(f"{one.ordinal}\t{one.house}\t{one.name}\t{last}\t{state}")


@application.command("revoke")
def revoke(
    context: typer.Context, number: Annotated[int, typer.Argument(help=_("Il numero, da «devices»."))]
) -> None:
    """Toglie una postazione dalla rete: non riceve più nulla, e quello che consegna non entra più."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import network_devices

    with opened(context.obj) as desk:
        network_devices.revoke(desk, number)
        told = network_devices.announce(desk)
    typer.echo(_("Postazione {number} fuori dalla rete.").format(number=number))
    if not told:
        typer.echo(_("Le case lo sanno dopo la prossima sincronizzazione."))


@application.command("sheets")
def sheets(
    context: typer.Context, out: Annotated[Path, typer.Option(help=_("Il PDF dei fogli da scrivere."))]
) -> None:
    """Fa i tre fogli della rete: valgono dopo che una parola di ciascuno è stata riletta dalla carta."""
    from millegiorni_desk.cli import network_sheets
    from millegiorni_desk.cli.session import opened

    with opened(context.obj) as desk:
        network_sheets.make(desk, out)


@application.command("take-over")
def take_over(context: typer.Context) -> None:
    """Riprende la rete con due fogli: da qui in poi l'elenco lo tiene questo archivio."""
    from millegiorni_desk.cli.session import opened, secret_words
    from millegiorni_desk.flows import network_devices, network_sheets

    with opened(context.obj) as desk:
        needed = network_sheets.standing(desk).needed
        words = [
            secret_words(_("Parole di un foglio ({n} di {needed})").format(n=n + 1, needed=needed))
            for n in range(needed)
        ]
        network_sheets.take_over(desk, words)
        network_devices.announce(desk)
    typer.echo(_("Ora l'elenco della rete lo tiene questo archivio. Togli quello perso con «revoke»."))


@application.command("approve")
def approve(
    context: typer.Context,
    yes: Annotated[bool, typer.Option(help=_("Approva senza chiedere le impronte."))] = False,
) -> None:
    """Approva le postazioni che chiedono di entrare, dopo aver letto insieme l'impronta."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.errors import DeskError, InvalidValue
    from millegiorni_desk.flows import joining

    with opened(context.obj) as desk:
        silent: list[DeskError] = []
        waiting = joining.requests(desk, silent=silent.append)
        if not waiting and not silent:
            typer.echo(_("Nessuna richiesta in attesa nella cartella di scambio."))
        places = [request.request.ordinal for request in waiting]
        if yes and len(set(places)) < len(places):
            raise InvalidValue(
                _(
                    "Due computer chiedono di entrare con lo stesso invito: uno potrebbe averlo copiato. "
                    "Non ho approvato nessuno: ripeti senza --yes e confronta le impronte al telefono."
                )
            )
        taken: set[int] = set()
        for request in waiting:
            if request.request.ordinal in taken:
                typer.echo(
                    _("{name} · casa {house}: l'invito è già usato, serve un invito nuovo.").format(
                        name=request.name, house=request.house
                    )
                )
                continue
            typer.echo(
                _("{name} · casa {house} · impronta: {fingerprint}").format(
                    name=request.name, house=request.house, fingerprint=request.fingerprint
                )
            )
            if yes or typer.confirm(_("È la stessa che leggono loro?"), default=False):
                joining.approve(desk, request, silent.append)
                taken.add(request.request.ordinal)
                typer.echo(_("Approvata."))
        if silent:
            # What came by e-mail was told; the command fails all the same: there may be more where bundles meet.
            raise silent[-1]
