"""Funders, their funds, the lines of the budgets with their rules, and the envelope (busta) of each house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.amounts import MOST_CENTS
from millegiorni_desk.areas.doti.records import BudgetLine, Fund, Funder
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Envelope:
    """What a house holds of a budget line, in cents: ``allocated = left + planned + committed + paid``.

    ``planned`` waits for a second person, ``committed`` was promised and neither paid nor cancelled yet; ``left`` is
    what the house's devices can spend together.
    """

    house: str
    line_id: str
    allocated: int
    committed: int
    paid: int
    left: int
    planned: int = 0


def add_fund(vault: Vault, new: Fund) -> Fund:
    """Add a fund. Its code names it for ever; its period bounds the days on which doti may be granted."""
    vault.require(Permission.ALLOCATE)
    new.code, new.name = new.code.strip(), " ".join(new.name.split())
    _check_fund(new)
    with vault.save("fund.add") as session:
        _check_funder(vault, new)
        if any(network.fold(known.code) == network.fold(new.code) for known in funds(vault)):
            raise InvalidValue(_("Il codice {code} è già di un altro fondo.").format(code=new.code), "code")
        session.add(new)
    return new


def edit_fund(vault: Vault, fund_id: str, **changes: Any) -> Fund:
    """Change a fund, all but its code: name, funder, period, CUP, notes. Doti granted before keep their day."""
    vault.require(Permission.ALLOCATE)
    _only(changes, "name", "funder", "funder_id", "opens_on", "closes_on", "cup", "notes")
    with vault.save("fund.edit") as session:
        fund = vault.get(Fund, fund_id)
        for field, value in changes.items():
            setattr(fund, field, value)
        fund.name = " ".join(fund.name.split())
        _check_fund(fund)
        _check_funder(vault, fund)
        return session.merge(fund)


def add_line(vault: Vault, new: BudgetLine) -> BudgetLine:
    """Add a line to a fund's budget; ``expenses`` are the expense codes that it pays, none meaning all."""
    vault.require(Permission.ALLOCATE)
    vault.get(Fund, new.fund_id)
    _check_line(vault, new)
    with vault.save("budget_line.add") as session:
        session.add(new)
    return new


def edit_line(vault: Vault, line_id: str, **changes: Any) -> BudgetLine:
    """Change a line's name, code and rules; they hold for what is granted from now on.

    What was granted before and is against them shows among the alarms.
    """
    vault.require(Permission.ALLOCATE)
    rules = ("name", "code", "expenses", "budget_cents", "cap_cents", "approval_cents", "own_share_bp")
    _only(changes, *rules)
    with vault.save("budget_line.edit") as session:
        line = vault.get(BudgetLine, line_id)
        for field, value in changes.items():
            setattr(line, field, value)
        _check_line(vault, line)
        return session.merge(line)


def own_share(line: BudgetLine, cents: int) -> int:
    """What the houses put of an expense of *cents* themselves (cofinanziamento), rounded half up to a cent."""
    return (cents * line.own_share_bp + 5_000) // 10_000


def add_funder(vault: Vault, new: Funder) -> Funder:
    """Add a funder; its code names it for ever. Raises ``InvalidValue``."""
    vault.require(Permission.ALLOCATE)
    with vault.save("funder.add") as session:
        _check_who_funds(new)
        if any(network.fold(known.code) == network.fold(new.code) for known in funders(vault)):
            raise InvalidValue(
                _("Il codice {code} è già di un altro finanziatore.").format(code=new.code), "code"
            )
        session.add(new)
    return new


def edit_funder(vault: Vault, funder_id: str, **changes: Any) -> Funder:
    """Change a funder, all but its code; its funds print its new name. Receipts keep what was printed."""
    vault.require(Permission.ALLOCATE)
    _only(changes, "name", "address", "codice_fiscale", "contact", "email", "notes")
    with vault.save("funder.edit") as session:
        funder = vault.get(Funder, funder_id)
        for field, value in changes.items():
            setattr(funder, field, value)
        _check_who_funds(funder)
        funder = session.merge(funder)
        for fund in funds(vault):
            if fund.funder_id == funder_id and fund.funder != funder.name:
                fund.funder = funder.name
                session.merge(fund)
        return funder


def funders(vault: Vault) -> list[Funder]:
    """Every funder, by name."""
    with vault.read() as session:
        return list(session.exec(select(Funder).order_by(Funder.name, Funder.id)).all())


def _only(changes: dict[str, Any], *editable: str) -> None:
    if not changes.keys() <= set(editable):
        raise InvalidValue(
            _("Questo non si può cambiare: sta già scritto su ricevute e conti."),
            min(changes.keys() - set(editable)),
        )


def _check_fund(fund: Fund) -> None:
    if not fund.code or not fund.name:
        raise InvalidValue(_("Un fondo ha un codice e un nome."), "name" if fund.code else "code")
    if fund.opens_on and fund.closes_on and fund.closes_on < fund.opens_on:
        raise InvalidValue(_("Il fondo finisce prima di cominciare: ricontrolla le date."), "closes_on")


def _check_funder(vault: Vault, fund: Fund) -> None:
    """Print a fund under the name of the funder that it points to."""
    if fund.funder_id:
        fund.funder = vault.get(Funder, fund.funder_id).name


def _check_who_funds(funder: Funder) -> None:
    funder.code, funder.name = funder.code.strip(), " ".join(funder.name.split())
    if not funder.code or not funder.name:
        raise InvalidValue(_("Un finanziatore ha un codice e un nome."), "name" if funder.code else "code")


def _check_line(vault: Vault, line: BudgetLine) -> None:
    line.name, line.code = " ".join(line.name.split()), line.code.strip()
    if not line.name:
        raise InvalidValue(_("Dai un nome alla voce di spesa."), "name")
    network.check_codes(vault, "expense", line.expenses, "expenses")
    for field in ("budget_cents", "cap_cents", "approval_cents"):
        cents = getattr(line, field)
        if cents is not None and not 0 <= cents <= MOST_CENTS:
            raise InvalidValue(_("Questo importo non può essere: scrivilo così: 500,00."), field)
    if not 0 <= line.own_share_bp <= 10_000:
        raise InvalidValue(_("La parte cofinanziata va da 0 a 100 per cento."), "own_share_bp")


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
    return Envelope(
        found.house,
        found.line_id,
        allocated=found.allocated,
        committed=found.committed,
        paid=found.paid,
        left=found.left,
        planned=found.planned,
    )
