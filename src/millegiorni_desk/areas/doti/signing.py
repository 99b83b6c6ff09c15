"""The signature of a receipt, and the text of its QR code.

What is signed is the network, the number, the amount, the day, and the SHA-256 of everything printed (which names the
dote too), with the Ed25519 key of the device that issued it: the one that signs its bundles, which every vault of the
network knows from the roster. So a paper is checked without asking anybody, also after the woman was erased.

The code is letters, figures and dots only: a scanner that types as if the keyboard were American gets them right on an
Italian one. ``docs/ricevute.md`` describes it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.signed_content import identity
from millegiorni_sync import canonical
from millegiorni_sync.identity import verifies
from millegiorni_sync.roster import Device

if TYPE_CHECKING:
    from collections.abc import Mapping

    from millegiorni_desk.areas.doti.records import Receipt
    from millegiorni_desk.vault.vault import Vault

DOMAIN = b"millegiorni receipt 1\0"
MARK = "MGR1"
_CODE = re.compile(
    r"(?P<network>[A-Z2-7]{26})\.(?P<body>[A-Z0-9]{1,16})\.(?P<year>\d{4})\.(?P<series>[A-Z]{1,3})\."
    r"(?P<number>\d{1,9})\.(?P<cents>\d{1,12})\.(?P<day>\d{8})\.(?P<content>[A-Z2-7]{52})\."
    r"(?P<signer>\d{1,9})\.(?P<signature>[A-Z2-7]{103})",
    re.ASCII,
)


@dataclass(frozen=True)
class Claim:
    """What a receipt says of itself. ``network`` and ``content`` (a SHA-256) are hexadecimal."""

    network: str
    body: str
    year: int
    series: str
    number: int
    amount_cents: int
    issued_on: date
    content: str

    @property
    def printed_number(self) -> str:
        """The number as it is printed: ``BAR-2025-A/0042``."""
        return f"{self.body}-{self.year}-{self.series}/{self.number:04}"

    @property
    def message(self) -> bytes:
        """What is signed."""
        said = {
            "network": self.network,
            "number": self.printed_number,
            "amount_cents": self.amount_cents,
            "issued_on": self.issued_on.isoformat(),
            "content": self.content,
        }
        return DOMAIN + canonical.encode(said)


@dataclass(frozen=True)
class Code:
    """What a QR code holds: the claim, the ordinal of the device that signed it, and the signature (hexadecimal)."""

    claim: Claim
    signer: int
    signature: str


def claim_of(receipt: Receipt, content: Mapping[str, Any]) -> Claim:
    """What *receipt* says of itself, from what was printed on it."""
    return Claim(
        network=str(content.get("network", "")),
        body=receipt.body,
        year=receipt.year,
        series=receipt.series,
        number=receipt.number,
        amount_cents=int(content["amount_cents"]),
        issued_on=receipt.issued_on,
        content=canonical.digest(receipt.content.encode()),
    )


def signed(vault: Vault, claim: Claim) -> tuple[str, str]:
    """The ordinal of this device and its signature; both empty where it has no keys."""
    own = identity(vault)
    return (str(own.ordinal), own.sign(claim.message).hex()) if own is not None else ("", "")


def holds(device: Device, claim: Claim, signature: str) -> bool:
    """Whether *device* signed exactly that, with a number of its own series."""
    return device.series == claim.series and verifies(
        device.sign_key, bytes.fromhex(signature), claim.message
    )


def code(claim: Claim, signer: str, signature: str) -> str:
    """The text of the QR code."""
    fields = (
        MARK,
        _letters(claim.network),
        claim.body,
        claim.year,
        claim.series,
        claim.number,
        claim.amount_cents,
        f"{claim.issued_on:%Y%m%d}",
        _letters(claim.content),
        signer,
        _letters(signature),
    )
    return ".".join(str(field) for field in fields)


def read(text: str) -> Code:
    """What the text of a QR code says; its signature is not looked at. Raises ``InvalidValue``."""
    # A scanner may put spaces or a line's end, or type small letters where the capitals are locked.
    given = "".join(text.split()).upper()
    mark, _dot, rest = given.partition(".")
    if not mark.startswith("MGR"):
        raise InvalidValue(
            _(
                "Questo non è il codice di una ricevuta: comincia con MGR1. Inquadra il QR in basso sul foglio."
            ),
            "code",
        )
    if mark != MARK:
        raise InvalidValue(
            _(
                "Questa ricevuta è di una versione più nuova del programma: qui non si può controllare. Aggiorna."
            ),
            "code",
        )
    found = _CODE.fullmatch(rest)
    try:
        if found is None:
            raise ValueError
        day = found["day"]
        claim = Claim(
            network=_bytes(found["network"]),
            body=found["body"],
            year=int(found["year"]),
            series=found["series"],
            number=int(found["number"]),
            amount_cents=int(found["cents"]),
            issued_on=date(int(day[:4]), int(day[4:6]), int(day[6:])),
            content=_bytes(found["content"]),
        )
        return Code(claim, int(found["signer"]), _bytes(found["signature"]))
    except (ValueError, binascii.Error):
        raise InvalidValue(
            _("Il codice non è arrivato intero o è stato cambiato. Leggilo di nuovo, tutto."), "code"
        ) from None


def _letters(value: str) -> str:
    return base64.b32encode(bytes.fromhex(value)).decode().rstrip("=")


def _bytes(letters: str) -> str:
    return base64.b32decode(letters + "=" * (-len(letters) % 8)).hex()
