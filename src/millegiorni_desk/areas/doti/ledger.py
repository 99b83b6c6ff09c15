"""The ledger of doti, read: the accounts of a house's budget lines, and what moved for each dote.

Euros move between accounts by entries that nothing edits or deletes; ``moves`` writes them, ``shares`` says which
device may take from what is available. What a merge finds wrong all the same is an item for people (``alarms``),
never a refused bundle.
"""

from __future__ import annotations

from dataclasses import dataclass

from millegiorni_desk.areas.doti.amounts import MOST_CENTS, format_euros
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

# What each kind of entry takes from and gives to. ``unpay`` and ``unreturn`` are the opposites of a payment and of a
# return written by mistake. The last four re-assign a dote: off the old line, onto the new.
MOVES: dict[str, tuple[str, str]] = {
    "allocate": ("funder", "available"),
    "withdraw": ("available", "funder"),
    "share": ("available", "available"),
    "plan": ("available", "planned"),
    "drop": ("planned", "available"),
    "confirm": ("planned", "committed"),
    "commit": ("available", "committed"),
    "pay": ("committed", "paid"),
    "cancel": ("committed", "available"),
    "return": ("paid", "available"),
    "unpay": ("paid", "committed"),
    "unreturn": ("available", "paid"),
    "release": ("committed", "available"),
    "recall": ("paid", "available"),
    "take": ("available", "committed"),
    "settle": ("available", "paid"),
}

ACCOUNTS = ("funder", "available", "planned", "committed", "paid")


def net(account: str) -> str:
    """SQL for what *account* holds: what entries gave to it, less what they took; an entry may do both."""
    return (
        f"coalesce(sum(amount_cents * ((to_account = '{account}') - (from_account = '{account}'))), 0) "
        f"AS {account}"
    )


def _moved(kinds: str, name: str, opposite: str = "") -> str:
    back = f" WHEN e.kind = '{opposite}' THEN -e.amount_cents" if opposite else ""
    return f"coalesce(sum(CASE WHEN e.kind IN ({kinds}) THEN e.amount_cents{back} END), 0) AS {name}"


# Per house and budget line, the accounts in cents. They sum to zero.
_BALANCE = f"SELECT house, line_id, {', '.join(net(account) for account in ACCOUNTS)} FROM ledger_entry"
BALANCES_SQL = f"{_BALANCE} GROUP BY house, line_id"


def totals_sql(only: str = "1") -> str:
    """Per dote ``d`` for which *only* holds and that was not voided: the cents moved, and the state that follows.

    Moving a dote to another line (``release``, ``recall``, ``take``, ``settle``) changes nothing of it.
    """
    return f"""
SELECT dote_id, committed, cancelled, paid, returned, planned,
  CASE
    WHEN committed = 0 AND dropped > 0 AND planned <= 0 THEN 'cancelled'
    WHEN committed = 0 THEN 'planned'
    WHEN committed <= cancelled THEN 'cancelled'
    WHEN paid > returned AND paid + cancelled >= committed THEN 'paid'
    WHEN paid > returned THEN 'partly_paid'
    WHEN paid > 0 AND paid + cancelled >= committed THEN 'returned'
    ELSE 'committed'
  END AS state
FROM (
  SELECT d.id AS dote_id, {_moved("'commit', 'confirm'", "committed")}, {_moved("'cancel'", "cancelled")},
    {_moved("'pay'", "paid", "unpay")}, {_moved("'return'", "returned", "unreturn")},
    {_moved("'drop'", "dropped")},
    coalesce(sum(CASE e.kind WHEN 'plan' THEN e.amount_cents WHEN 'drop' THEN -e.amount_cents
      WHEN 'confirm' THEN -e.amount_cents END), 0) AS planned
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
    planned: int = 0
    committed: int = 0
    paid: int = 0

    @property
    def allocated(self) -> int:
        """What the house was given, less what was withdrawn."""
        return -self.funder

    @property
    def left(self) -> int:
        """What the house can still commit, by whichever of its devices."""
        return self.available


@dataclass(frozen=True)
class DoteTotals:
    """What moved for one dote, in cents, and its state (vocabulary ``dote_state``).

    ``planned`` is set aside until a second person has approved it.
    """

    dote_id: str
    committed: int
    cancelled: int
    paid: int
    returned: int
    state: str
    planned: int = 0

    @property
    def waiting(self) -> bool:
        """Whether it waits for a second person."""
        return self.planned > 0

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
    """Cents that the house can still commit from the line, by whichever of its devices."""
    return balance(vault, house, line_id).available


def totals(vault: Vault, dote_id: str) -> DoteTotals:
    """What moved for one dote. Raises ``NotFound``."""
    rows = vault.query(totals_sql("d.id = :dote_id"), dote_id=dote_id)
    if not rows:
        raise NotFound(_("Questa dote non c'è più in questo archivio. Torna all'elenco e cercala di nuovo."))
    return DoteTotals(**rows[0])


def overdrawn(vault: Vault) -> list[Balance]:
    """The envelopes where desks, each on its own, together spent more than there was."""
    return [
        found
        for found in balances(vault)
        if min(found.available, found.planned, found.committed, found.paid) < 0
    ]


def check_amount(cents: int) -> None:
    """Raise ``InvalidValue`` for an amount that no entry may hold."""
    if cents <= 0:
        raise InvalidValue(_("L'importo deve essere più di zero."), "amount_cents")
    if cents > MOST_CENTS:
        raise InvalidValue(
            _("L'importo non può superare {format_euros}.").format(format_euros=format_euros(MOST_CENTS)),
            "amount_cents",
        )
