"""What changed in an account since a copy of it was sent: rows added, changed and gone, and by how many cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from millegiorni_desk.areas.doti import account_copies
from millegiorni_desk.areas.doti.account_rows import Amounts, Row
from millegiorni_desk.areas.doti.accounts import Account, require
from millegiorni_desk.vault.vault import Vault

ADDED, CHANGED, GONE = "added", "changed", "gone"
_COMPARED = ("house", "body", "expense", "on", "paid_on", "receipt")
_HERS = ("payee", "documents")


@dataclass(frozen=True)
class Change:
    """A row that is not as it was sent: ``before`` is missing for what was added, ``after`` for what is gone.

    ``fields`` are those of the row that changed, ``amounts`` among them; ``by`` is what the cents moved by.
    """

    kind: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...]
    by: Amounts

    @property
    def row(self) -> Row:
        """The row as it is now, or as it was where it is gone."""
        return self.after or self.before  # type: ignore[return-value]


@dataclass(frozen=True)
class Changes:
    """A copy, the account now, and what changed between them, in order of the doti's days."""

    sent: Account
    now: Account
    changes: tuple[Change, ...]

    @property
    def by(self) -> Amounts:
        """What the total moved by."""
        return self.now.total - self.sent.total


def since(vault: Vault, copy_id: str) -> Changes:
    """What changed since the copy was sent. Raises ``NotFound`` and what computing an account raises."""
    require(vault)
    sent, now = account_copies.opened(vault, copy_id), account_copies.recomputed(vault, copy_id)
    found = sorted(_compared(sent, now), key=lambda change: (change.row.on, *change.row.key))
    return Changes(sent, now, tuple(found))


def _compared(sent: Account, now: Account) -> Iterator[Change]:
    before, after = {row.key: row for row in sent.rows}, {row.key: row for row in now.rows}
    for key in before.keys() | after.keys():
        was, is_ = before.get(key), after.get(key)
        if was is None and is_ is not None:
            yield Change(ADDED, None, is_, (), is_.amounts)
        elif was is not None and is_ is None:
            yield Change(GONE, was, None, (), Amounts() - was.amounts)
        elif was is not None and is_ is not None and (fields := _fields(was, is_)):
            yield Change(CHANGED, was, is_, fields, is_.amounts - was.amounts)


def _fields(was: Row, is_: Row) -> tuple[str, ...]:
    """What differs; what was blanked in the copy can no longer be compared."""
    names = _COMPARED if was.blanked else (*_COMPARED, *_HERS)
    found = [name for name in names if getattr(was, name) != getattr(is_, name)]
    return (*found, *(["amounts"] if was.amounts != is_.amounts else []))
