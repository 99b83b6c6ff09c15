"""A meeting point on a relay (PROTOCOL.md §10): every request is signed with this device's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2

from .. import canonical, door
from ..door import DoorList, Pass
from ..errors import ExchangeConflict, ExchangeError, Malformed, UnknownExchange
from ..identity import Identity
from ..relay_errors import RelayListRefused, RelayRevoked, RelayUnknownDevice, RelayUnknownNetwork
from ..road_errors import ExchangeAddress, ExchangeClock, ExchangeForbidden
from ..roster import Roster
from ..signed_request import ROOT, Question, Signed
from .addresses import Address, read_address
from .base import NAME, Kind, Watch, checked
from .means import Means
from .patience import Again
from .web import Answer, Web

_TRIES = 3


def open_relay(text: str, means: Means) -> RelayExchange:
    """The meeting point at ``relay://host[:port]``; *means* must say whose device this is."""
    address = read_address(text)
    if address.scheme != "relay" or means.identity is None:
        raise UnknownExchange(place=address.place)
    return RelayExchange(address, means, means.identity)


class RelayExchange:
    """The shelves of this device's network on a relay."""

    def __init__(self, address: Address, means: Means, identity: Identity) -> None:
        self.place = address.place
        self._identity = identity
        self._prefix = f"/{quote(address.path)}" if address.path else ""
        self._base = f"https://{address.host}{self._prefix}/v1/{identity.network}"
        self._web = Web(self._base, self.place, means, self._sign)
        self._web.explain = self._explain
        self._clock = means.patience.clock
        self._ahead: int | None = None
        self._body = b""
        self._as_keeper = False

    @property
    def watch(self) -> Watch:
        """Who is told of the bytes that move."""
        return self._web.watch

    @watch.setter
    def watch(self, watch: Watch) -> None:
        self._web.watch = watch

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        names: list[str] = []
        more = True
        while more:
            after = f"?after={names[-1]}" if names else ""
            told = self._told(self._web.ask("GET", f"{self._base}/{kind}{after}"))
            if not isinstance(told.get("names"), list) or (told.get("more") and not told["names"]):
                raise ExchangeAddress(place=self.place)
            names += map(str, told["names"])
            more = bool(told.get("more"))
        return [name for name in names if NAME.fullmatch(name)]

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        return self._web.fetch(self._file(kind, name), name)

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there."""
        answer = self._put(self._file(kind, name), data)
        if answer.status == HTTPStatus.CONFLICT:
            raise ExchangeConflict(place=self.place, name=name)

    def close(self) -> None:
        """Let the connections go."""
        self._web.close()

    def admit(self, roster: Roster, passes: Sequence[Pass]) -> None:
        """Tell the relay whom to let in; it keeps the list until another follows."""
        self._as_keeper = True
        try:
            self._admit(roster, passes)
        finally:
            self._as_keeper = False

    def _admit(self, roster: Roster, passes: Sequence[Pass]) -> None:
        former = self._former()
        listed = DoorList.of(roster, passes, former)
        # Where another coordinator's device went on with the roster, its list holds until we have read that.
        if former is not None and (listed.says_the_same(former) or former.roster > roster.number):
            return
        for _ in range(_TRIES):
            answer = self._put(f"{self._base}/door", door.signed(listed, roster, self._root))
            if answer.status != HTTPStatus.CONFLICT:
                return
            told = self._told(answer)
            if not canonical.is_count(told.get("number")) or not canonical.is_hash(told.get("hash")):
                break
            listed = replace(listed, number=told["number"] + 1, previous=told["hash"])
        raise RelayListRefused(place=self.place)

    def _former(self) -> DoorList | None:
        """The list that the relay has; None where it has none, or does not know our present key yet."""
        try:
            answer = self._web.ask("GET", f"{self._base}/door")
            return door.listed(answer.content)
        except (RelayUnknownNetwork, RelayUnknownDevice):
            return None
        except Malformed as error:
            raise ExchangeAddress(place=self.place) from error

    @property
    def _root(self) -> bytes:
        return self._identity.root_seed or b""

    def _file(self, kind: Kind, name: str) -> str:
        return f"{self._base}/{kind}/{checked(name, self.place)}"

    def _put(self, url: str, body: bytes) -> Answer:
        self._body = body
        try:
            return self._web.ask("PUT", url, body=body, fine={HTTPStatus.CONFLICT}, writing=True)
        finally:
            self._body = b""

    def _sign(self, request: httpx2.Request) -> httpx2.Request:
        """Each try is signed anew: a nonce is good once."""
        identity = self._identity
        target = request.url.raw_path.decode("ascii").removeprefix(self._prefix)
        question = Question(identity.network, request.headers["host"], request.method, target)
        seed, ordinal = (self._root, ROOT) if self._as_keeper else (identity.sign_seed, identity.ordinal)
        time = int(self._clock()) + (self._ahead or 0)
        digest = hashlib.sha256(self._body).hexdigest()
        request.headers["Authorization"] = Signed.by(seed, ordinal, question, time, digest).header
        if identity.introduction:
            request.headers["Millegiorni-Introduction"] = f"{identity.sign_key} {identity.introduction}"
        return request

    def _explain(self, answer: Answer) -> Exception | None:
        """What the relay says of a refusal, as what a person can act on."""
        try:
            code = self._told(answer).get("error")
        except ExchangeAddress:
            return None
        if code == "stale":
            return self._stale(answer)
        if code in ("altered", "replayed"):
            return Again(ExchangeError(place=self.place))
        if code == "unknown_network":
            return RelayUnknownNetwork(place=self.place, network=self._identity.network)
        known = {
            "unsigned": ExchangeAddress, "unknown_device": RelayUnknownDevice, "bad_signature": RelayUnknownDevice,
            "revoked": RelayRevoked, "forbidden": ExchangeForbidden,
        }  # fmt: skip
        return known[code](place=self.place) if code in known else None

    def _stale(self, answer: Answer) -> Exception:
        """Our clock is not the relay's: ask once more by its clock. What is signed so is good for nobody else."""
        clock = ExchangeClock(place=self.place)
        now: Any = self._told(answer).get("now")
        if self._ahead is not None or not canonical.is_count(now):
            return clock
        self._ahead = now - int(self._clock())
        return Again(clock)

    def _told(self, answer: Answer) -> dict[str, Any]:
        try:
            told = json.loads(answer.content)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise ExchangeAddress(place=self.place)
        return told
