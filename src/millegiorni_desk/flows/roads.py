"""The road to where bundles meet: which one this desk takes, its password, and whether it can be travelled.

Address and password are kept in this vault only, apart: the address may be shown, the password never.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from millegiorni_desk.errors import SyncRefused
from millegiorni_desk.flows import devices, training
from millegiorni_desk.flows.road_addresses import RELAY, Road
from millegiorni_desk.language import _, plural
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import door
from millegiorni_sync.errors import ExchangeConflict, ExchangeUnreachable
from millegiorni_sync.exchange import Exchange, Kind, Login, Means, open_exchange
from millegiorni_sync.exchange.base import Watch, unwatched
from millegiorni_sync.exchange.patience import Patience
from millegiorni_sync.road_errors import ExchangeBusy

EVERY_MINUTES = 30
"""How often a desk synchronises by itself unless somebody chose otherwise; 0 is never."""

_ADDRESS, _KEY, _EVERY, _LAST = "exchange", "exchange.key", "exchange.every", "exchange.last"
_HASTY_SECONDS = 4.0
_TRIAL = b"millegiorni: prova della strada\n"


def road(vault: Vault, address: str = "") -> Road:
    """The road this desk takes (its address is empty if none was chosen), or the one to *address*.

    A password belongs to the address it was given for, and goes to no other.
    """
    chosen = address or str(vault.local(_ADDRESS, "") or "")
    kept = vault.local(_KEY, {})
    if kept.get("for") != chosen:
        return Road(chosen)
    return Road(chosen, kept["password"], kept["proxy"])


def keep(vault: Vault, chosen: Road) -> None:
    """Take this road from now on."""
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    if chosen == road(vault):
        return
    with vault.save("road.choose", kind=chosen.kind):
        vault.set_local(_ADDRESS, chosen.address)
        secrets = {"for": chosen.address, "password": chosen.password, "proxy": chosen.proxy}
        vault.set_local(_KEY, secrets if chosen.password or chosen.proxy else {})
        vault.set_local(_LAST, None)


@contextmanager
def opened(vault: Vault, chosen: Road | None = None, *, hasty: bool = False) -> Iterator[Exchange]:
    """The meeting point at the end of *chosen*, or of the road this desk takes. Errors are told in our words.

    *hasty*: what does not answer soon is left for the next time; a desk that is locked meanwhile need not wait for it.
    """
    chosen = chosen or road(vault)
    login = Login(chosen.user, chosen.password) if chosen.password else None
    means = Means(login, devices.identity(vault), proxy=chosen.proxy)
    if hasty:
        means = replace(means, timeout=_HASTY_SECONDS, patience=Patience(tries=1))
    with devices.in_our_words(), closing(open_exchange(chosen.address, means)) as exchange:
        yield exchange


def tried(vault: Vault, chosen: Road, watch: Watch = unwatched) -> str:
    """What comes of taking *chosen*, in one sentence. Raises ``SyncRefused`` with the sentence of what does not work.

    To know whether it can be written there, a small file is left on the shelf of requests: always the same one. A relay
    takes none but requests: there, that it answers is enough. *watch* is asked between and within transfers.
    """
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    name = f"prova-{hashlib.sha256(_TRIAL).hexdigest()[:12]}.mgj"
    with opened(vault, chosen) as exchange:
        exchange.watch = watch
        if chosen.kind == RELAY:
            # A coordinator tells it first who may come; whoever waits to be approved may read the roster's shelf only.
            with vault.connection() as raw:
                door.tell(raw, devices.identity(vault), exchange)
            exchange.list(Kind.ROSTER)
            return _("Funziona: il relè risponde e riconosce questa postazione.")
        there = len(exchange.list(Kind.BUNDLES))
        try:
            exchange.write(Kind.REQUESTS, name, _TRIAL)
            whole = exchange.read(Kind.REQUESTS, name) == _TRIAL
        except ExchangeConflict:
            whole = False
        if not whole:
            raise SyncRefused(
                _("La strada c'è, ma quello che ci scrivo torna cambiato: avvisa chi cura il server.")
            )
    if there == 0:
        return _("Funziona: posso leggere e scrivere. Non c'è ancora nessun pacchetto.")
    return plural(
        "Funziona: posso leggere e scrivere. C'è già {n} pacchetto.",
        "Funziona: posso leggere e scrivere. Ci sono già {n} pacchetti.",
        there,
    ).format(n=there)


def every_minutes(vault: Vault) -> int:
    """How often this desk synchronises by itself; 0: never."""
    return int(vault.local(_EVERY, EVERY_MINUTES))


def set_every_minutes(vault: Vault, minutes: int) -> None:
    """Synchronise by itself so often from now on."""
    vault.require(Permission.SYNCHRONISE)
    with vault.save("road.every", minutes=minutes):
        vault.set_local(_EVERY, minutes)


@dataclass(frozen=True)
class Last:
    """How the road was found the last time. ``sentence``: what did not work, empty when it did.

    ``quiet``: nobody needs to act, it passes by itself. ``failures``: how many there were in a row. ``wait``: seconds
    that the server asked for.
    """

    at: datetime
    sentence: str = ""
    quiet: bool = True
    failures: int = 0
    wait: float = 0.0


def last(vault: Vault) -> Last | None:
    """How the road was found the last time; None if it was never taken."""
    kept = vault.local(_LAST, None)
    return Last(**{**kept, "at": datetime.fromisoformat(kept["at"])}) if kept else None


def note(vault: Vault, at: datetime, problem: SyncRefused | None = None) -> None:
    """Remember how the road was found, for the foot of the rail and for when to try again."""
    found = Last(at)
    if problem is not None:
        before = last(vault)
        cause = problem.__cause__
        found = Last(
            at,
            problem.message,
            isinstance(cause, ExchangeUnreachable | ExchangeBusy),
            before.failures + 1 if before else 1,
            cause.after if isinstance(cause, ExchangeBusy) else 0.0,
        )
    vault.set_local(_LAST, {**asdict(found), "at": at.isoformat()})


def due(vault: Vault, at: datetime) -> bool:
    """Whether it is time to synchronise without being asked: never with no interval, no road, or in training.

    What needs somebody (a password) is tried less and less often, what passes by itself as often as ever.
    """
    every = timedelta(minutes=every_minutes(vault))
    if not every or not road(vault).address or training.is_training(vault):
        return False
    before = last(vault)
    if before is None:
        return True
    wait = every if before.quiet else every * 2 ** min(before.failures, 4)
    return at - before.at >= max(wait, timedelta(seconds=before.wait))
