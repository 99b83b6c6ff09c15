"""Is this vault whole? Pages, audit chain, ledger and receipt numbers, each fault in one sentence."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.doti import ledger, receipt_register, verification
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.roster import load as load_roster


def faults(vault: Vault) -> list[str]:
    """What is wrong with the vault; empty when nothing is."""
    return [*storage(vault), *_money(vault), *_receipts(vault)]


def storage(vault: Vault) -> list[str]:
    """What is wrong with its pages and its audit log."""
    found = []
    with vault.connection() as raw:
        # Before a checkpoint the check of the pages' seals raises false alarms (measured: 6 %).
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = [row[0] for row in raw.execute("PRAGMA cipher_integrity_check").fetchall()]
        shape = [row[0] for row in raw.execute("PRAGMA integrity_check").fetchall()]
        broken = audit.first_broken(raw)
    if pages or shape != ["ok"]:
        found.append(_("Il file dell'archivio è rovinato: rimetti l'ultima copia di riserva."))
    if broken is not None:
        found.append(
            _("Il registro delle operazioni è stato cambiato alla riga {broken}.").format(broken=broken)
        )
    return found


def _money(vault: Vault) -> list[str]:
    found = []
    for balance in ledger.overdrawn(vault):
        found.append(
            _("Busta di {house} oltre il disponibile: mancano {format_euros}.").format(
                house=balance.house, format_euros=format_euros(-balance.left)
            )
        )
    for total in ledger.balances(vault):
        if total.funder + total.available + total.planned + total.committed + total.paid:
            found.append(_("I conti della busta di {house} non fanno zero.").format(house=total.house))
    return found + _not_the_coordinations(vault)


def _not_the_coordinations(vault: Vault) -> list[str]:
    """Money put into an envelope by a device that is not the coordination's: the program there was not ours."""
    with vault.connection() as raw:
        known = load_roster(raw)
    if known is None:
        return []
    entries = vault.query(
        "SELECT e.house, e.amount_cents, l.clk & 16383 AS origin FROM ledger_entry e "
        "JOIN sync_log l ON l.tbl = 'ledger_entry' AND l.rid = e.id AND l.kind = 'I' "
        "WHERE e.kind IN ('allocate', 'withdraw')"
    )
    return [
        _(
            "Un movimento di {format_euros} nella busta di {house} viene dal computer «{name}» di "
            "una casa, non dal coordinamento."
        ).format(
            format_euros=format_euros(entry["amount_cents"]),
            house=entry["house"],
            name=known.devices[entry["origin"]].name,
        )
        for entry in entries
        if entry["origin"] in known.devices and known.devices[entry["origin"]].house is not None
    ]


def _receipts(vault: Vault) -> list[str]:
    first = vault.scalar("SELECT min(year) FROM receipt")
    found: list[str] = []
    if first is not None:
        for body in network.bodies(vault):
            for year in range(int(first), date.today().year + 1):
                for number in receipt_register.missing_numbers(vault, body.code, year):
                    found.append(
                        _("Manca la ricevuta {number} di {name}.").format(number=number, name=body.name)
                    )
    altered = _("La ricevuta {number} non è più come era stata firmata.")
    return found + [altered.format(number=number) for number in verification.altered(vault)]
