"""Breaches: the 72 hours, what is owed for which risk, and a register that closes only when it was done."""

from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest

from millegiorni_desk.areas.privacy import breach_papers, breaches
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

FOUND = "2026-03-02T09:00:00Z"
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def lost(vault: Vault, **fields: object) -> Breach:
    return breaches.report(
        vault, Breach(**{"house": "BAR", "found_at": FOUND, "what": "chiavetta persa", **fields})
    )


def test_the_clock_runs_from_when_it_was_found(desk: Vault) -> None:
    breach = lost(desk)
    clock = breaches.clock(breach, NOW)
    assert clock.deadline == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    assert clock.left == timedelta(hours=48)
    assert breaches.clock(breach, NOW + timedelta(hours=49)).left == timedelta(hours=-1)


def test_the_clock_stops_when_the_garante_was_told(desk: Vault) -> None:
    breach = breaches.edit(desk, lost(desk).id, authority_told_at="2026-03-03T08:00:00Z")
    assert breaches.clock(breach, NOW).left is None
    assert breaches.running(desk, NOW) == []


@pytest.mark.parametrize(
    ("encrypted", "data", "risk", "told"),
    [
        ("yes", ["violence"], "unlikely", (False, False)),
        ("no", ["violence"], "high", (True, True)),
        ("no", ["names"], "risk", (True, False)),
        ("unsure", ["health"], "risk", (True, False)),
    ],
)
def test_what_is_owed_follows_from_what_was_lost(
    desk: Vault, encrypted: str, data: list[str], risk: str, told: tuple[bool, bool]
) -> None:
    breach = lost(desk, encrypted=encrypted, data=data)
    assert breaches.proposed_risk(breach) == risk
    advice = breaches.advice(breaches.edit(desk, breach.id, risk=risk))
    assert (advice.tell_authority, advice.tell_people) == told


def test_undecided_it_presses_and_the_nearest_deadline_comes_first(desk: Vault) -> None:
    second = lost(desk, found_at="2026-03-02T12:00:00Z")
    first = lost(desk)
    lost(desk, risk="unlikely")
    assert [breach.id for breach, _ in breaches.running(desk, NOW)] == [first.id, second.id]


def test_it_closes_only_when_everything_was_done(desk: Vault) -> None:
    breach = lost(desk, risk="high")
    for field in ("authority_told_at", "people_told_at", "measures"):
        with pytest.raises(InvalidValue) as refused:
            breaches.close(desk, breach.id, "2026-03-05T09:00:00Z")
        assert refused.value.field == field
        breaches.edit(desk, breach.id, **{field: "2026-03-04T09:00:00Z"})
    assert breaches.close(desk, breach.id, "2026-03-05T09:00:00Z").closed_at
    assert breaches.running(desk, NOW) == [] and len(breaches.every(desk)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"found_at": "ieri"},
        {"found_at": "2999-01-01T00:00:00Z"},
        {"what": " "},
        {"risk": "enormous"},
        {"data": ["names", "shoes"]},
        {"people": -1},
    ],
)
def test_what_cannot_be_is_refused(desk: Vault, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        lost(desk, **fields)
    assert breaches.every(desk) == []


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(
            " ".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened))
        )


def test_the_draft_for_the_garante_says_what_is_known_and_what_is_not(desk: Vault) -> None:
    breach = lost(desk, kind="lost", encrypted="no", data=["health"], people=12, measures="cambiate le frasi")
    text = words_of(breach_papers.authority_pdf(desk, breach))
    for wanted in (
        "BOZZA", "chiavetta persa", "Salute e gravidanza", "circa 12 persone", "Associazione Barrito APS",
        "privacy@barrito.example", "cambiate le frasi", "[da completare]", "oltre le 72 ore",
    ):  # fmt: skip
        assert wanted in text, wanted
    told = breaches.edit(desk, breach.id, authority_told_at="2026-03-03T08:00:00Z")
    assert "oltre le 72 ore" not in words_of(breach_papers.authority_pdf(desk, told))


def test_the_letter_to_the_people_is_in_plain_words(desk: Vault) -> None:
    text = words_of(breach_papers.people_pdf(desk, lost(desk, data=["names"], people=1)))
    for wanted in ("BOZZA", "chiavetta persa", "nomi e recapiti", "1522", "privacy@barrito.example"):
        assert wanted in text, wanted


def test_the_register_lists_every_breach_the_oldest_first(desk: Vault) -> None:
    assert "Nessuna violazione" in words_of(breach_papers.register_pdf(desk))
    lost(desk, what="seconda", found_at="2026-03-02T12:00:00Z")
    lost(desk, what="prima")
    text = words_of(breach_papers.register_pdf(desk))
    assert text.index("prima") < text.index("seconda") and "1." in text and "2." in text


def test_who_does_not_answer_for_privacy_writes_no_letters(desk: Vault) -> None:
    breach = lost(desk)
    desk.roles = [Role.CASE_MANAGER]
    for letter in (breach_papers.authority_pdf, breach_papers.people_pdf):
        with pytest.raises(NotAllowed):
            letter(desk, breach)
    with pytest.raises(NotAllowed):
        breach_papers.register_pdf(desk)
