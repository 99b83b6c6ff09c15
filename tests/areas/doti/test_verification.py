"""Paper and ledger: true, altered, forged, of another network, voided, not here yet, or from before signatures."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTransform

from millegiorni_desk.areas.doti import receipts, service, signing, verification
from millegiorni_desk.areas.doti.documents import HALVES, LAYOUTS, PAIRS
from millegiorni_desk.areas.doti.records import Receipt
from millegiorni_desk.areas.doti.verification import Outcome
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_sync.identity import Identity, new_age_key, new_seed, recipient_of
from millegiorni_sync.roster import Device, Roster, store
from tests.areas.doti.conftest import DAY, Desk, furnish, open_house


def device(ordinal: int, series: str) -> Identity:
    """A device of a network not yet founded."""
    return Identity("", ordinal, "BAR", series, f"Postazione {ordinal}", new_seed(), new_age_key())


def known(identity: Identity) -> Device:
    """The device as a roster lists it."""
    return Device(
        identity.ordinal,
        identity.house,
        identity.series,
        identity.sign_key,
        recipient_of(identity.age_key),
        identity.name,
    )


@dataclass(frozen=True)
class Signing:
    """A desk in a network of two devices, itself (series B) and another (series C)."""

    desk: Desk
    own: Identity
    other: Identity
    root: bytes
    roster: Roster

    def issued(self, **changes: object) -> Receipt:
        dote = service.grant(self.desk.vault, self.desk.new(document="", **changes)).dote
        return receipts.issue(self.desk.vault, dote.id, "Torino", DAY)

    def code(self, receipt: Receipt) -> str:
        """The text of its QR code."""
        claim = signing.claim_of(receipt, json.loads(receipt.content))
        return signing.code(claim, receipt.signer, receipt.signature)

    def keep(self, roster: Roster) -> None:
        with self.desk.vault.connection() as raw:
            store(raw, roster)


def network(desk: Desk) -> Signing:
    root, own, other = new_seed(), device(2, "B"), device(3, "C")
    roster = Roster.found("Case di Torino", root).with_house("BAR", "Barrito", root)
    for one in (own, other):
        roster = roster.with_device(known(one), root)
    own = replace(own, network=roster.network)
    made = Signing(desk, own, replace(other, network=roster.network), root, roster)
    made.keep(roster)
    desk.vault.set_local("identity", own.to_json())
    desk.vault.set_local("series", "B")
    return made


def scanned(pdf: bytes, tilt: float) -> list[str]:
    """What another program reads of the first page, printed and scanned: 150 dpi, grey, tilted, blurred."""
    with (
        pypdfium2.PdfDocument(pdf) as document,
        closing(document[0].render(scale=150 / 72, grayscale=True)) as seen,
    ):
        size = seen.width, seen.height
        page = QImage(bytes(seen.buffer), *size, seen.stride, QImage.Format.Format_Grayscale8).copy()
    smooth = Qt.TransformationMode.SmoothTransformation
    page = page.transformed(QTransform().rotate(tilt), smooth)
    wide = page.width()
    page = page.scaledToWidth(wide * 9 // 10, smooth).scaledToWidth(wide, smooth)
    page = page.convertToFormat(QImage.Format.Format_Grayscale8)
    dots = memoryview(page.constBits()).cast("B", (page.height(), page.bytesPerLine()))
    # Among the lines of print it now and then takes some for a shop's bar code: none of ours is one.
    return [found.text for found in zxingcpp.read_barcodes(dots, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.fixture
def signed(desk: Desk) -> Signing:
    return network(desk)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Signing]:
    """A desk of another network."""
    with open_house(tmp_path / "altrove") as vault:
        yield network(furnish(vault))


def test_a_true_receipt_is_true_also_as_a_copy(signed: Signing) -> None:
    receipt = signed.issued()
    for _ in range(2):
        found = verification.from_code(signed.desk.vault, signed.code(receipt), 15165)
        assert (found.outcome, found.number, found.receipt_id) == (
            Outcome.TRUE,
            "BAR-2025-B/0001",
            receipt.id,
        )
        assert found.agrees and "151,65 €" in found.sentence
        receipts.pdf(signed.desk.vault, receipt.id)
    by_number = verification.from_number(signed.desk.vault, " bar-2025-b/0001 ", 15165)
    assert by_number.outcome is Outcome.TRUE and "QR" in by_number.sentence


def test_the_code_is_only_what_every_keyboard_types_alike(signed: Signing) -> None:
    code = signed.code(signed.issued())
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.")
    assert len(code) < 300
    for typed in (code.lower(), f"{code}\r\n", f" {code[:40]} {code[40:]}"):
        assert verification.from_code(signed.desk.vault, typed).agrees


@pytest.mark.parametrize("nonsense", ["", "https://example.org", "MGR1.AAAA", "MGR2.X"])
def test_what_is_no_code_is_refused(signed: Signing, nonsense: str) -> None:
    with pytest.raises(InvalidValue):
        verification.from_code(signed.desk.vault, nonsense)


def test_another_amount_in_print_or_in_the_code_is_told(signed: Signing) -> None:
    receipt = signed.issued()
    printed = verification.from_code(signed.desk.vault, signed.code(receipt), 95165)
    inside = verification.from_code(signed.desk.vault, signed.code(receipt).replace(".15165.", ".95165."))
    by_number = verification.from_number(signed.desk.vault, "BAR-2025-B/0001", 95165)
    for found in (printed, inside, by_number):
        assert found.outcome is Outcome.AMOUNT
        assert "151,65 €" in found.sentence and "951,65 €" in found.sentence


def test_a_forged_signature_is_told(signed: Signing) -> None:
    receipt = signed.issued()
    claim = signing.claim_of(receipt, json.loads(receipt.content))
    stranger = signing.code(claim, "2", new_seed().hex() * 2)
    # A device of the network signs with its own key what is another's number.
    colleague = signing.code(claim, "3", signed.other.sign(claim.message).hex())
    nobody = signing.code(claim, "9", signed.own.sign(claim.message).hex())
    for code in (stranger, colleague, nobody):
        assert verification.from_code(signed.desk.vault, code).outcome is Outcome.FORGED
    for part in (".BAR.2025.B.1.", ".20251123."):
        changed = signed.code(receipt).replace(part, part.replace("2025", "2024"))
        assert verification.from_code(signed.desk.vault, changed).outcome is Outcome.FORGED


def test_a_receipt_of_another_network_is_told(signed: Signing, elsewhere: Signing) -> None:
    code = elsewhere.code(elsewhere.issued())
    assert verification.from_code(elsewhere.desk.vault, code).agrees
    found = verification.from_code(signed.desk.vault, code)
    assert found.outcome is Outcome.OTHER_NETWORK
    assert found.receipt_id == ""


def test_a_voided_receipt_is_told_with_its_reason(signed: Signing) -> None:
    receipt = signed.issued()
    receipts.void(signed.desk.vault, receipt.id, "importo sbagliato")
    for found in (
        verification.from_code(signed.desk.vault, signed.code(receipt)),
        verification.from_number(signed.desk.vault, "BAR-2025-B/0001"),
    ):
        assert found.outcome is Outcome.VOIDED
        assert "importo sbagliato" in found.sentence and not found.agrees


def test_a_receipt_that_was_not_delivered_yet_is_not_called_false(signed: Signing) -> None:
    receipt = signed.issued()
    claim = replace(signing.claim_of(receipt, json.loads(receipt.content)), series="C", number=7)
    code = signing.code(claim, "3", signed.other.sign(claim.message).hex())
    found = verification.from_code(signed.desk.vault, code)
    assert found.outcome is Outcome.NOT_HERE and "consegnato" in found.sentence
    signed.keep(signed.roster.without(3, {}, signed.root))
    found = verification.from_code(signed.desk.vault, code)
    assert found.outcome is Outcome.NOT_HERE and "non fidarti" in found.sentence
    assert verification.from_number(signed.desk.vault, "BAR-2025-C/0007").outcome is Outcome.NOT_HERE
    stranger = signing.code(claim, "9", signed.other.sign(claim.message).hex())
    assert verification.from_code(signed.desk.vault, stranger).outcome is Outcome.NOT_HERE


def test_a_receipt_from_before_signatures_is_said_to_be_unproved(desk: Desk) -> None:
    """Issued where there was no key to sign with, as by the version before."""
    dote = service.grant(desk.vault, desk.new()).dote
    receipt = receipts.issue(desk.vault, dote.id, "Torino", DAY)
    assert (receipt.signer, receipt.signature) == ("", "")
    found = verification.from_number(desk.vault, "BAR-2025-B/0001", 15165)
    assert found.outcome is Outcome.UNSIGNED and "occhio" in found.sentence


def test_a_ledger_that_was_changed_does_not_pass(signed: Signing) -> None:
    receipt = signed.issued()
    code = signed.code(receipt)
    assert verification.altered(signed.desk.vault) == []
    with signed.desk.vault.save("test") as session:
        content = receipt.content.replace("15165", "16165")
        session.add(Receipt(**{**receipt.model_dump(exclude={"id"}), "id": "0", "content": content}))
    assert verification.altered(signed.desk.vault) == ["BAR-2025-B/0001"]
    assert verification.from_code(signed.desk.vault, code).outcome is Outcome.LEDGER
    assert verification.from_number(signed.desk.vault, "BAR-2025-B/0001").outcome is Outcome.LEDGER


def test_an_erased_woman_leaves_a_receipt_that_is_still_true(signed: Signing) -> None:
    receipt = signed.issued()
    code = signed.code(receipt)
    with signed.desk.vault.save("test") as session:
        session.add(Receipt(**{**receipt.model_dump(exclude={"id"}), "id": "0", "content": ""}))
    assert verification.from_code(signed.desk.vault, code, 15165).outcome is Outcome.TRUE


def test_whoever_sees_no_people_verifies_nothing(signed: Signing) -> None:
    code = signed.code(signed.issued())
    signed.desk.vault.roles = ["administrator"]
    with pytest.raises(NotAllowed):
        verification.from_code(signed.desk.vault, code)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_program_reads_the_code_off_a_poor_scan(signed: Signing, layout: str) -> None:
    """Rendered at 150 dpi in grey, laid askew and out of focus: what an office's old machine makes of it."""
    vault = signed.desk.vault
    issued = [signed.issued(amount_cents=cents) for cents in (15_165, 20_000)]
    pdf = receipts.pdf_of_all(vault, [one.id for one in issued], "ar", layout)
    expected = [signed.code(one) for one in issued]
    wanted = expected if layout == PAIRS else [expected[0]] * (2 if layout == HALVES else 1)
    for tilt in (0.0, 1.7, -2.5, 90.0):
        read = scanned(pdf, tilt)
        assert sorted(read) == sorted(wanted), tilt
    assert verification.from_code(vault, read[0]).outcome is Outcome.TRUE
