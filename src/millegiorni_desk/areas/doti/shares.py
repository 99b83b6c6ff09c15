"""Shares of an envelope: which device may spend which part of it, so that two apart never spend the same euro.

What a house has available of a line is held in shares, one for each device, named by its receipt series. The share
"" is the pool: its keeper is the active device of the house with the lowest ordinal, and where a house has none the
coordination's. Only the holder takes from a share; whoever likes gives to one. A share whose device has left the
network falls to the keeper. A vault that belongs to no network keeps everything (``docs/decisions/0016``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.ledger import ACCOUNTS, check_amount
from millegiorni_desk.areas.doti.posting import Move, post
from millegiorni_desk.areas.doti.records import LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import seats as seating
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.seats import Seat
from millegiorni_desk.vault.vault import Vault

POOL = ""


@dataclass(frozen=True)
class Hold:
    """What this device may take from in a house's envelopes: the shares *mine*; a keeper all but those of *others*.

    ``home`` is the share that it spends from.
    """

    home: str
    keeper: bool
    mine: frozenset[str]
    others: frozenset[str]

    def covers(self, share: str) -> bool:
        """Whether this device holds *share*."""
        return share not in self.others if self.keeper else share in self.mine

    def sql(self, column: str) -> str:
        """The same of a share in *column*; series are letters, and quoted as they are."""
        listed = ", ".join(f"'{share}'" for share in sorted(self.others if self.keeper else self.mine))
        return f"({column} {'NOT ' if self.keeper else ''}IN ({listed}))"


@dataclass(frozen=True)
class Room:
    """Cents available of a house's line: in the share this device spends from, in all it holds, in the whole house."""

    home: int
    here: int
    house: int


@dataclass(frozen=True)
class Holder:
    """A device that holds a part of an envelope: its series, its name, and how many cents.

    ``here`` says it is this device, ``keeper`` that the pool is with it; ``coordination`` that it is not the house's.
    """

    series: str
    name: str
    cents: int
    here: bool
    keeper: bool
    coordination: bool


def hold(vault: Vault, house: str) -> Hold:
    """What this device may take from in the envelopes of *house*."""
    own = seating.series(vault)
    known = seating.seats(vault)
    if not known:
        return Hold(POOL, True, frozenset((POOL, own)), frozenset())
    mine = frozenset({own, *(seat.series for seat in known if seat.ours)})
    first = _keeper(known, house)
    keeper = first is not None and first.ours
    others = frozenset(seat.series for seat in _entitled(known, house)) - mine
    return Hold(POOL if keeper else own, keeper, mine | {POOL} if keeper else mine, others)


def _keeper(known: list[Seat], house: str) -> Seat | None:
    """The device that keeps the pool of *house*."""
    of_house = [seat for seat in known if seat.house == house]
    return next(iter(of_house or [seat for seat in known if seat.house is None]), None)


def _entitled(known: list[Seat], house: str) -> list[Seat]:
    """The devices that may hold a share of *house*: its own and the coordination's."""
    return [seat for seat in known if seat.house in (house, None)]


def _shares(where: str) -> str:
    """SQL for what each entry gave to a share of what is available, or took from one: ``share`` and ``cents``.

    Along the index, and past what never was available: of two entries that a dote has, one is read.
    """
    accounts = ", ".join(f"'{account}'" for account in ACCOUNTS)
    return (
        f"SELECT from_share AS share, -amount_cents AS cents FROM ledger_entry "
        f"WHERE {where} AND from_account = 'available' UNION ALL "
        f"SELECT to_share, amount_cents FROM ledger_entry "
        f"WHERE {where} AND from_account IN ({accounts}) AND to_account = 'available'"
    )


_OF_LINE = "house = :house AND line_id = :line_id"


def room_sql(held: Hold) -> str:
    """What is available of a ``:house``'s ``:line_id``, over an index that holds it all."""
    return (
        f"SELECT coalesce(sum(CASE share WHEN '{held.home}' THEN cents END), 0) AS home, "
        f"coalesce(sum(CASE WHEN {held.sql('share')} THEN cents END), 0) AS here, "
        f"coalesce(sum(cents), 0) AS house FROM ({_shares(_OF_LINE)})"
    )


def room(vault: Vault, house: str, line_id: str, held: Hold | None = None) -> Room:
    """What this device can still spend of a house's line, and what the whole house can."""
    rows = vault.query(room_sql(held or hold(vault, house)), house=house, line_id=line_id)
    return Room(**rows[0])


_BY_SHARE = f"SELECT share, sum(cents) AS cents FROM ({_shares(_OF_LINE)}) GROUP BY share"


def by_share(vault: Vault, house: str, line_id: str) -> dict[str, int]:
    """What is available in each share of a house's line, by the share's name; "" is the pool."""
    return {row["share"]: row["cents"] for row in vault.query(_BY_SHARE, house=house, line_id=line_id)}


def holders(vault: Vault, house: str, line_id: str) -> list[Holder]:
    """Every device that holds or may be given a part of a house's line, the keeper first."""
    vault.require(Permission.GRANT_DOTE)
    return _holders(vault, house, line_id)


def _holders(vault: Vault, house: str, line_id: str) -> list[Holder]:
    known, found = seating.seats(vault), by_share(vault, house, line_id)
    if not known:
        return [Holder(seating.series(vault), _("questa postazione"), sum(found.values()), True, True, False)]
    first, entitled = _keeper(known, house), _entitled(known, house)
    apart = {seat.series: found.pop(seat.series, 0) for seat in entitled}
    own = seating.series(vault)
    told = [
        Holder(
            seat.series,
            seat.name,
            # What belongs to no active device is the keeper's.
            apart[seat.series] + (sum(found.values()) if seat is first else 0),
            seat.series == own,
            seat is first,
            seat.house is None,
        )
        for seat in entitled
    ]
    return sorted(told, key=lambda holder: (not holder.keeper, holder.coordination, holder.series))


def give(
    vault: Vault, house: str, line_id: str, cents: int, to: str, on: date, note: str = ""
) -> LedgerEntry:
    """Pass *cents* of what this device holds to the device of series *to*, or to the pool (empty).

    Only then may that device spend it, as soon as the entry has reached it. Raises ``BudgetExceeded`` beyond what is
    held here, ``InvalidValue`` for a device that is not of the house.
    """
    vault.require(Permission.GRANT_DOTE)
    check_amount(cents)
    network.house(vault, house)
    with vault.save("ledger.share"):
        held, target = hold(vault, house), _target(vault, house, to)
        if target == held.home or (held.keeper and target == POOL):
            raise InvalidValue(_("Questi soldi sono già di questa postazione: scegline un'altra."), "to")
        found = room(vault, house, line_id, held)
        if cents > found.here:
            raise _beyond(vault, house, line_id, cents, found)
        together = new_id()
        gather(vault, house, line_id, cents, on, held, together)
        return post(
            vault,
            Move("share", house, line_id, cents, on, note=note, from_share=held.home, to_share=target,
                 together=together),
        )  # fmt: skip


def check_series(vault: Vault, house: str, to: str) -> None:
    """Raise ``InvalidValue`` for a series that no device has which may hold a share of *house*; the pool always may."""
    known = seating.seats(vault)
    if to != POOL and known and all(seat.series != to for seat in _entitled(known, house)):
        raise InvalidValue(
            _("Nessuna postazione di questa casa ha la serie {series}.").format(series=to), "to"
        )


def _target(vault: Vault, house: str, to: str) -> str:
    check_series(vault, house, to)
    first = _keeper(seating.seats(vault), house)
    return POOL if first is not None and first.series == to else to


def gather(
    vault: Vault, house: str, line_id: str, cents: int, on: date, held: Hold, together: str = ""
) -> None:
    """Bring at least *cents* together in the share that this device spends from, out of others that it holds.

    For use inside a save, once :func:`room` has said that there is enough.
    """
    found = by_share(vault, house, line_id)
    missing = cents - found.pop(held.home, 0)
    for share, there in sorted(found.items()):
        moved = min(missing, there)
        if moved > 0 and held.covers(share):
            post(
                vault,
                Move("share", house, line_id, moved, on, from_share=share, to_share=held.home,
                     together=together),
            )  # fmt: skip
            missing -= moved


def _beyond(vault: Vault, house: str, line_id: str, cents: int, found: Room) -> BudgetExceeded:
    return BudgetExceeded(
        _("Su questa postazione restano {left}: non posso passarne {asked}. Riduci l'importo.").format(
            left=format_euros(found.here), asked=format_euros(cents)
        ),
        found.here,
    )


def elsewhere(vault: Vault, house: str, line_id: str) -> str:
    """Who else holds money of this line, in words: ``«Sportello 2» 300,00 €``."""
    return ", ".join(
        f"«{holder.name}» {format_euros(holder.cents)}"
        for holder in _holders(vault, house, line_id)
        if not holder.here and holder.cents > 0
    )


def over_budget(vault: Vault, house: str, line_id: str, cents: int, found: Room) -> BudgetExceeded:
    """The refusal of a dote of *cents*: what is left here, and what other devices of the house hold."""
    others = elsewhere(vault, house, line_id) if found.house > found.here else ""
    if not others:
        return BudgetExceeded(
            _(
                "Nella busta restano {left} e questa dote è di {asked}: non l'ho "
                "registrata. Riduci l'importo, scegli un altro fondo o chiedi al coordinamento di "
                "aggiungere fondi."
            ).format(left=format_euros(found.here), asked=format_euros(cents)),
            found.here,
        )
    return BudgetExceeded(
        _(
            "Su questa postazione restano {left} e questa dote è di {asked}: non l'ho registrata. Nella busta della "
            "casa ce ne sono altri presso {others}: fatteli passare da lì, o riduci l'importo."
        ).format(left=format_euros(found.here), asked=format_euros(cents), others=others),
        found.here,
    )
