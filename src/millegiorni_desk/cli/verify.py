"""``verify`` looks for damage, or at a receipt; ``backup`` makes an encrypted copy; ``restore`` puts one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


def verify(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    receipt: Annotated[
        str, typer.Option(help=_("Numero di una ricevuta, per esempio BAR-2025-B/0042."))
    ] = "",
    code: Annotated[
        str, typer.Option(help=_("Testo del codice QR di una ricevuta, come lo dà il lettore."))
    ] = "",
    amount: Annotated[str, typer.Option(help=_("Importo scritto sul foglio, per esempio 151,65."))] = "",
) -> None:
    """Controlla che l'archivio sia intero, oppure (--code, --receipt) se una ricevuta di carta è vera."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import checking

    with opened(vault) as desk:
        if receipt or code or amount:
            _paper(desk, receipt, code, amount)
            return
        faults = checking.faults(desk)
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(_("Tutto intero: pagine, registro, libro mastro e ricevute."))


def _paper(desk: Vault, receipt: str, code: str, amount: str) -> None:
    """Say whether a receipt on paper and the ledger agree; ends with 1 where they do not."""
    from millegiorni_desk.areas.doti import verification
    from millegiorni_desk.areas.doti.amounts import parse_euros
    from millegiorni_desk.errors import InvalidValue

    if bool(receipt) == bool(code):
        raise InvalidValue(_("Dai il codice QR (--code) oppure il numero (--receipt), uno solo."), "code")
    cents = parse_euros(amount) if amount else None
    check, given = (verification.from_code, code) if code else (verification.from_number, receipt)
    found = check(desk, given, cents)
    typer.echo(f"{found.number}: {found.outcome}. {found.sentence}", err=not found.agrees)
    if not found.agrees:
        raise typer.Exit(1)


def backup(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    out: Annotated[
        Path | None, typer.Option(help=_("Cartella nuova per la copia; senza, i due posti delle copie."))
    ] = None,
) -> None:
    """Copia l'archivio, cifrato com'è, e riapre la copia per controllarla."""
    from millegiorni_desk.cli.session import opened
    from millegiorni_desk.flows import copies
    from millegiorni_desk.vault import backup as one

    with opened(vault) as desk:
        if out is None:
            out = copies.make_now(desk)
        else:
            one.make(desk, out)
    typer.echo(_("Copia verificata in {out}. Si apre con le stesse frasi segrete.").format(out=out))


def restore(
    copy: Annotated[Path, typer.Argument(help=_("Cartella della copia."))],
    vault: Annotated[Path, typer.Argument(help=_("Cartella nuova dell'archivio."))],
    invitation: Annotated[Path | None, typer.Option(help=_("Nuovo invito, per una casa."))] = None,
    instead_of: Annotated[
        Path | None,
        typer.Option(help=_("Archivio di cui prende il posto: le cancellazioni fatte lì si rifanno.")),
    ] = None,
) -> None:
    """Rimette una copia: la postazione riparte con un numero nuovo e nulla si confonde."""
    from millegiorni_desk.cli.session import passphrase, user
    from millegiorni_desk.flows import joining, restoring

    invited = joining.read_invitation(invitation) if invitation else None
    erased = restoring.erased_in(instead_of, user(), passphrase()) if instead_of else []
    restored = restoring.restore(copy, vault, user(), passphrase(), invited, erased)
    restored.vault.close()
    typer.echo(_("Archivio rimesso in {vault}. La copia resta dov'è: non aprirla più.").format(vault=vault))
    if restored.fingerprint:
        typer.echo(
            _("Impronta da leggere al coordinamento: {fingerprint}").format(fingerprint=restored.fingerprint)
        )
