"""The ledger of doti: euros move between the accounts of a house's budget line, once and for ever.

Nothing here edits or deletes an entry. Each function checks and writes inside one immediate transaction,
so that two windows on the same vault cannot both spend the last euro. Two desks apart still can: what a
merge finds overdrawn is an item for people (``overdrawn``), never a refused bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from millegiorni_desk.areas.doti.amounts import MOST_CENTS, format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What each kind of entry takes from and gives to.
MOVES: dict[str, tuple[str, str]] = {
    "allocate": ("funder", "available"),
    "withdraw": ("available", "funder"),
    "commit": ("available", "committed"),
    "pay": ("committed", "paid"),
    "cancel": ("committed", "available"),
    "return": ("paid", "available"),
}


def _net(account: str) -> str:
    return (
        f"coalesce(sum(CASE '{account}' WHEN to_account THEN amount_cents "
        f"WHEN from_account THEN -amount_cents ELSE 0 END), 0) AS {account}"
    )


def _moved(kind: str, name: str) -> str:
    return f"coalesce(sum(CASE WHEN e.kind = '{kind}' THEN e.amount_cents END), 0) AS {name}"


# Per house and budget line, the four accounts in cents. They sum to zero.
_BALANCE = f"""
SELECT house, line_id, {_net("funder")}, {_net("available")}, {_net("committed")}, {_net("paid")}
FROM ledger_entry
"""
BALANCES_SQL = f"{_BALANCE} GROUP BY house, line_id"


def totals_sql(only: str = "1") -> str:
    """Per dote ``d`` for which *only* holds and that was not voided: the cents moved, and the state that follows."""
    return f"""
SELECT dote_id, committed, cancelled, paid, returned,
  CASE
    WHEN committed = 0 THEN 'planned'
    WHEN committed <= cancelled THEN 'cancelled'
    WHEN paid > returned AND paid + cancelled >= committed THEN 'paid'
    WHEN paid > returned THEN 'partly_paid'
    WHEN paid > 0 AND paid + cancelled >= committed THEN 'returned'
    ELSE 'committed'
  END AS state
FROM (
  SELECT d.id AS dote_id, {_moved("commit", "committed")}, {_moved("cancel", "cancelled")},
    {_moved("pay", "paid")}, {_moved("return", "returned")}
  FROM dote d LEFT JOIN ledger_entry e ON e.dote_id = d.id
  WHERE NOT d.voided AND ({only}) GROUP BY d.id
)
"""


DOTE_TOTALS_SQL = totals_sql()


@dataclass(frozen=True)
class Balance:
    """The accounts of one house's budget line, in cents. ``funder`` is outside and never above zero."""

    house: str
    line_id: str
    funder: int = 0
    available: int = 0
    committed: int = 0
    paid: int = 0

    @property
    def allocated(self) -> int:
        """What the house was given, less what was withdrawn."""
        return -self.funder

    @property
    def left(self) -> int:
        """What can still be committed."""
        return self.available


@dataclass(frozen=True)
class DoteTotals:
    """What moved for one dote, in cents, and its state (vocabulary ``dote_state``)."""

    dote_id: str
    committed: int
    cancelled: int
    paid: int
    returned: int
    state: str

    @property
    def owed(self) -> int:
        """Committed and neither paid nor cancelled yet."""
        return self.committed - self.cancelled - self.paid

    @property
    def held(self) -> int:
        """Paid and not given back."""
        return self.paid - self.returned

    @property
    def received(self) -> int:
        """What the dote comes to for her, once everything owed is paid."""
        return self.committed - self.cancelled - self.returned


def balances(vault: Vault, house: str | None = None, line_id: str | None = None) -> list[Balance]:
    """The balance of every house's budget line that ever moved; of one house or one line where named."""
    values = {name: value for name, value in (("house", house), ("line_id", line_id)) if value is not None}
    where = " AND ".join(f"{name} = :{name}" for name in values) or "1"
    return [
        Balance(**row) for row in vault.query(f"{_BALANCE} WHERE {where} GROUP BY house, line_id", **values)
    ]


def balance(vault: Vault, house: str, line_id: str) -> Balance:
    """The accounts of one house's budget line, all zero where nothing ever moved."""
    found = balances(vault, house, line_id)
    return found[0] if found else Balance(house, line_id)


def left(vault: Vault, house: str, line_id: str) -> int:
    """Cents that the house can still commit from the line."""
    return balance(vault, house, line_id).available


def totals(vault: Vault, dote_id: str) -> DoteTotals:
    """What moved for one dote. Raises ``NotFound``."""
    rows = vault.query(totals_sql("d.id = :dote_id"), dote_id=dote_id)
    if not rows:
        raise NotFound(_("Questa dote non c'è più in questo archivio. Torna all'elenco e cercala di nuovo."))
    return DoteTotals(**rows[0])


def overdrawn(vault: Vault) -> list[Balance]:
    """The envelopes where desks, each on its own, together spent more than there was."""
    return [found for found in balances(vault) if min(found.available, found.committed, found.paid) < 0]


def overpaid(vault: Vault) -> list[DoteTotals]:
    """The doti that two desks, each on its own, paid, cancelled or gave back twice."""
    beyond = "paid + cancelled > committed OR returned > paid"
    return [DoteTotals(**row) for row in vault.query(f"SELECT * FROM ({DOTE_TOTALS_SQL}) WHERE {beyond}")]


def allocate(vault: Vault, house: str, line_id: str, cents: int, on: date, note: str = "") -> LedgerEntry:
    """Put *cents* of a line into a house's envelope. For whoever may allocate."""
    vault.require(Permission.ALLOCATE)
    network.house(vault, house)
    vault.get(BudgetLine, line_id)
    with vault.save("ledger.allocate") as session:
        return _post(session, "allocate", house, line_id, cents, on, note=note)


def withdraw(vault: Vault, house: str, line_id: str, cents: int, on: date, note: str = "") -> LedgerEntry:
    """Take *cents* back out of a house's envelope. Raises ``BudgetExceeded`` beyond what is left in it."""
    vault.require(Permission.ALLOCATE)
    with vault.save("ledger.withdraw") as session:
        remaining = left(vault, house, line_id)
        if cents > remaining:
            raise BudgetExceeded(
                _("Nella busta restano {left}: non posso toglierne {asked}. Riduci l'importo.").format(
                    left=format_euros(remaining), asked=format_euros(cents)
                ),
                remaining,
            )
        return _post(session, "withdraw", house, line_id, cents, on, note=note)


def commit(vault: Vault, dote: Dote, entry_id: str = "", summed: int | None = None) -> LedgerEntry:
    """Set the dote's whole amount aside from its envelope. Raises ``BudgetExceeded`` beyond what is left.

    *summed* is what is left, where the caller has summed it in this same transaction.
    """
    with vault.save("ledger.commit") as session:
        remaining = left(vault, dote.house, dote.line_id) if summed is None else summed
        if dote.amount_cents > remaining:
            raise over_budget(dote.amount_cents, remaining)
        return _post(
            session,
            "commit",
            dote.house,
            dote.line_id,
            dote.amount_cents,
            dote.committed_on,
            dote.id,
            entry_id=entry_id,
        )


def check_amount(cents: int) -> None:
    """Raise ``InvalidValue`` for an amount that no entry may hold."""
    if cents <= 0:
        raise InvalidValue(_("L'importo deve essere più di zero."), "amount_cents")
    if cents > MOST_CENTS:
        raise InvalidValue(
            _("L'importo non può superare {format_euros}.").format(format_euros=format_euros(MOST_CENTS)),
            "amount_cents",
        )


def over_budget(cents: int, remaining: int) -> BudgetExceeded:
    """The refusal of a dote of *cents* where the envelope holds *remaining*."""
    return BudgetExceeded(
        _(
            "Nella busta restano {left} e questa dote è di {asked}: non l'ho "
            "registrata. Riduci l'importo, scegli un altro fondo o chiedi al coordinamento di "
            "aggiungere fondi."
        ).format(left=format_euros(remaining), asked=format_euros(cents)),
        remaining,
    )


def pay(
    vault: Vault, dote: Dote, cents: int | None, on: date, note: str = "", entry_id: str = ""
) -> LedgerEntry:
    """Pay *cents* of what the dote still owes, or all of it. Raises ``BudgetExceeded`` beyond that."""
    with vault.save("ledger.pay") as session:
        owed = totals(vault, dote.id).owed
        amount = owed if cents is None else cents
        if owed <= 0:
            raise InvalidValue(_("Per questa dote non resta nulla da pagare."), "amount_cents")
        if amount > owed:
            raise BudgetExceeded(
                _(
                    "Di questa dote restano da pagare {left}: {asked} sono troppi. Il "
                    "pagamento non è stato registrato."
                ).format(left=format_euros(owed), asked=format_euros(amount)),
                owed,
            )
        return _post(session, "pay", dote.house, dote.line_id, amount, on, dote.id, note, entry_id)


def cancel(vault: Vault, dote: Dote, on: date, note: str = "", entry_id: str = "") -> LedgerEntry:
    """Put whatever the dote still owes back into its envelope."""
    with vault.save("ledger.cancel") as session:
        owed = totals(vault, dote.id).owed
        if owed <= 0:
            raise InvalidValue(
                _(
                    "Questa dote non ha più nulla da annullare. Se i soldi tornano indietro, registra una restituzione."
                )
            )
        return _post(session, "cancel", dote.house, dote.line_id, owed, on, dote.id, note, entry_id)


def give_back(
    vault: Vault, dote: Dote, cents: int | None, on: date, note: str = "", entry_id: str = ""
) -> LedgerEntry:
    """Put *cents* that were paid, or all of them, back into the envelope. Raises ``BudgetExceeded`` beyond that."""
    with vault.save("ledger.return") as session:
        held = totals(vault, dote.id).held
        amount = held if cents is None else cents
        if held <= 0:
            raise InvalidValue(
                _("Di questa dote non è stato pagato nulla che si possa restituire."), "amount_cents"
            )
        if amount > held:
            raise BudgetExceeded(
                _(
                    "Di questa dote si possono restituire {left}: {asked} sono troppi. La "
                    "restituzione non è stata registrata."
                ).format(left=format_euros(held), asked=format_euros(amount)),
                held,
            )
        return _post(session, "return", dote.house, dote.line_id, amount, on, dote.id, note, entry_id)


def _post(
    session: Session,
    kind: str,
    house: str,
    line_id: str,
    cents: int,
    on: date,
    dote_id: str | None = None,
    note: str = "",
    entry_id: str = "",
) -> LedgerEntry:
    check_amount(cents)
    source, target = MOVES[kind]
    entry = LedgerEntry(
        house=house,
        line_id=line_id,
        dote_id=dote_id,
        kind=kind,
        from_account=source,
        to_account=target,
        amount_cents=cents,
        on_date=on,
        note=note,
    )
    if entry_id:
        entry.id = entry_id
    session.add(entry)
    return entry
