"""``create`` founds a network; ``join`` brings a desk into one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from millegiorni_desk.language import _


def create(
    vault: Annotated[Path, typer.Argument(help=_("Cartella nuova dell'archivio."))],
    network: Annotated[str, typer.Option(help=_("Nome della rete."))],
    user: Annotated[str, typer.Option(help=_("Nome con cui entri, una parola."))],
    exchange: Annotated[str, typer.Option(help=_("Cartella di scambio delle consegne."))] = "",
    name: Annotated[str, typer.Option(help=_("Il tuo nome come si mostra."))] = "",
    without_names: Annotated[
        bool,
        typer.Option(
            "--without-names",
            help=_("Il coordinamento non riceve mai nomi, solo cifre. Si decide adesso e non si cambia più."),
        ),
    ] = False,
) -> None:
    """Crea una rete e l'archivio del coordinamento."""
    from millegiorni_desk.cli.session import passphrase
    from millegiorni_desk.flows.desk import create_network
    from millegiorni_desk.vault.opening import FirstUser
    from millegiorni_desk.vault.permissions import Role

    first = FirstUser(user, name, (Role.COORDINATOR,), passphrase(new=True))
    made, recovery = create_network(vault, network, first, exchange, pseudonymous=without_names)
    made.close()
    _told(vault, recovery)


def join(
    vault: Annotated[Path, typer.Argument(help=_("Cartella nuova dell'archivio."))],
    invitation: Annotated[Path, typer.Argument(help=_("File d'invito del coordinamento."))],
    user: Annotated[str, typer.Option(help=_("Nome con cui entri, una parola."))],
    exchange: Annotated[str, typer.Option(help=_("Cartella di scambio delle consegne."))],
    name: Annotated[str, typer.Option(help=_("Il tuo nome come si mostra."))] = "",
    device: Annotated[str, typer.Option(help=_("Nome della postazione."))] = "Postazione 1",
) -> None:
    """Crea l'archivio di una casa con l'invito ricevuto e ne chiede l'ingresso nella rete."""
    from millegiorni_desk.cli.session import passphrase
    from millegiorni_desk.flows import joining
    from millegiorni_desk.vault.opening import FirstUser
    from millegiorni_desk.vault.permissions import Role

    first = FirstUser(user, name, (Role.CASE_MANAGER, Role.ADMINISTRATOR), passphrase(new=True))
    joined = joining.join(vault, joining.read_invitation(invitation), first, exchange, device)
    joined.vault.close()
    _told(vault, joined.recovery_key)
    typer.echo(
        _("Impronta da leggere al coordinamento: {fingerprint}").format(fingerprint=joined.fingerprint)
    )
    typer.echo(_("Puoi già lavorare; le consegne partono dopo l'approvazione."))


def _told(vault: Path, recovery: str) -> None:
    typer.echo(_("Archivio creato in {vault}.").format(vault=vault))
    typer.echo(_("Chiave di recupero, da stampare e tenere al sicuro: {recovery}").format(recovery=recovery))
