"""What each kind of certificate may say, and whose signatures it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import canonical
from .certificates import Certificate
from .clock import HIGHEST_ORDINAL
from .errors import Malformed

if TYPE_CHECKING:
    from .roster import Roster

HOUSE_CODE = re.compile(r"[A-Za-z0-9_-]{1,16}")
SERIES = re.compile(r"[A-Z]{1,3}")
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
MOST_ROOTS = 9
BY_ROOTS = frozenset({"roots", "key"})
"""Kinds that the holders of the paper keys sign once there are any."""


def check(roster: Roster, certificate: Certificate) -> None:
    """Raise ``Malformed`` where *certificate* says what it may not after *roster*, or signatures are missing."""
    body = certificate.body
    rule = _CHECKS.get(certificate.kind)
    if rule is None:
        raise Malformed(detail="kind")
    rule(roster, body)
    needed = _quorums(roster, certificate.kind, body)
    signed = certificate.signers(key for keys, _ in needed for key in keys)
    if any(len(signed & keys) < threshold for keys, threshold in needed):
        raise Malformed(detail="signature")


def _quorums(roster: Roster, kind: str, body: dict[str, Any]) -> list[tuple[frozenset[str], int]]:
    """Sets of keys, and how many of each set must have signed."""
    if kind == "network":
        return [(frozenset({body["root"]}), 1)]
    daily = (frozenset({roster.key}), 1)
    if kind not in BY_ROOTS:
        return [daily]
    former = (roster.roots.keys, roster.roots.threshold) if roster.roots else daily
    if kind == "roots":
        # The new holders prove that their sheets hold what the certificate names.
        return [former, (frozenset(body["keys"]), body["threshold"])]
    return [former, (frozenset({body["key"]}), 1)]


def _check_network(_: Roster, body: dict[str, Any]) -> None:
    mode = {"pseudonymous": int} if "pseudonymous" in body else {}
    canonical.members(body, name=str, root=str, **mode)
    if body.get("pseudonymous", 1) != 1:
        raise Malformed(detail="pseudonymous")
    if not canonical.is_hash(body["root"]):
        raise Malformed(detail="root")


def _check_house(roster: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, code=str, name=str)
    if not HOUSE_CODE.fullmatch(body["code"]) or body["code"] in roster.houses:
        raise Malformed(detail="code")


def _check_device(roster: Roster, body: dict[str, Any]) -> None:
    none = type(None)
    canonical.members(body, ordinal=int, house=(str, none), series=str, sign_key=str, recipient=str, name=str)
    if body["ordinal"] in roster.devices or not 1 <= body["ordinal"] <= HIGHEST_ORDINAL:
        raise Malformed(detail="ordinal")
    if body["house"] is not None and body["house"] not in roster.houses:
        raise Malformed(detail="house")
    siblings = {d.series for d in roster.devices.values() if d.house == body["house"]}
    if not SERIES.fullmatch(body["series"]) or body["series"] in siblings:
        raise Malformed(detail="series")
    if not canonical.is_hash(body["sign_key"]) or not RECIPIENT.fullmatch(body["recipient"]):
        raise Malformed(detail="keys")
    if any(
        body["sign_key"] == d.sign_key or body["recipient"] == d.recipient for d in roster.devices.values()
    ):
        raise Malformed(detail="keys")


def _check_revoke(roster: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, ordinal=int, last=dict)
    if body["ordinal"] not in roster.devices or body["ordinal"] in roster.revoked:
        raise Malformed(detail="ordinal")
    for position in body["last"].values():
        number, digest = position if isinstance(position, list) and len(position) == 2 else (0, "")
        if not canonical.is_count(number) or not number or not canonical.is_hash(digest):
            raise Malformed(detail="last")


def _check_roots(_: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, keys=list, threshold=int)
    keys = body["keys"]
    if not 1 <= body["threshold"] <= len(keys) <= MOST_ROOTS or not all(map(canonical.is_hash, keys)):
        raise Malformed(detail="keys")
    if keys != sorted(set(keys)):
        raise Malformed(detail="keys")


def _check_key(roster: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, key=str)
    if roster.roots is None or not canonical.is_hash(body["key"]) or body["key"] in roster.former_keys:
        raise Malformed(detail="key")


_CHECKS = {
    "network": _check_network,
    "house": _check_house,
    "device": _check_device,
    "revoke": _check_revoke,
    "roots": _check_roots,
    "key": _check_key,
}
