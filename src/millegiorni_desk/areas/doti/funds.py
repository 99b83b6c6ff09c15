"""Funds, the lines of their budgets, and the envelope (busta) that each house holds of a line."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Envelope:
    """What a house holds of a budget line, in cents: ``allocated = left + committed + paid``.

    ``committed`` is what was promised and neither paid nor cancelled yet; below zero ``left`` says that
    desks apart spent more than there was.
    """

    house: str
    line_id: str
    allocated: int
    committed: int
    paid: int
    left: int


def add_fund(vault: Vault, new: Fund) -> Fund:
    """Add a fund. Its code names it for ever; its period bounds the days on which doti may be granted."""
    vault.require(Permission.ALLOCATE)
    new.code, new.name = new.code.strip(), " ".join(new.name.split())
    if not new.code or not new.name:
        raise InvalidValue(_("Un fondo ha un codice e un nome."), "name" if new.code else "code")
    if new.opens_on and new.closes_on and new.closes_on < new.opens_on:
        raise InvalidValue(_("Il fondo finisce prima di cominciare: ricontrolla le date."), "closes_on")
    with vault.save("fund.add") as session:
        if any(network.fold(known.code) == network.fold(new.code) for known in funds(vault)):
            raise InvalidValue(_("Il codice {code} è già di un altro fondo.").format(code=new.code), "code")
        session.add(new)
    return new


def add_line(vault: Vault, new: BudgetLine) -> BudgetLine:
    """Add a line to a fund's budget; ``expenses`` are the expense codes that it pays, none meaning all."""
    vault.require(Permission.ALLOCATE)
    new.name = " ".join(new.name.split())
    if not new.name:
        raise InvalidValue(_("Dai un nome alla voce di spesa."), "name")
    vault.get(Fund, new.fund_id)
    network.check_codes(vault, "expense", new.expenses, "expenses")
    with vault.save("budget_line.add") as session:
        session.add(new)
    return new


def funds(vault: Vault) -> list[Fund]:
    """Every fund, by name."""
    with vault.read() as session:
        return list(session.exec(select(Fund).order_by(Fund.name, Fund.id)).all())


def lines(vault: Vault, fund_id: str = "", expense: str = "") -> list[BudgetLine]:
    """The budget lines, by name; only those of one fund, or those that pay one expense, where asked."""
    with vault.read() as session:
        known = session.exec(select(BudgetLine).order_by(BudgetLine.name, BudgetLine.id)).all()
    return [
        line
        for line in known
        if (not fund_id or line.fund_id == fund_id)
        and (not expense or not line.expenses or expense in line.expenses)
    ]


def envelope(vault: Vault, house: str, line_id: str) -> Envelope:
    """What the house holds of the line: allocated, committed, paid and left."""
    return _envelope(ledger.balance(vault, house, line_id))


def envelopes(vault: Vault, house: str | None = None) -> list[Envelope]:
    """Every envelope that ever held money, of one house where its code is given."""
    return [_envelope(found) for found in ledger.balances(vault, house)]


def _envelope(found: ledger.Balance) -> Envelope:
    return Envelope(found.house, found.line_id, found.allocated, found.committed, found.paid, found.left)
