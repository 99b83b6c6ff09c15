"""The audit log is read by who, what and day, by its indexes; its chain is followed; only some roles may."""

from datetime import date, datetime

import pytest

from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.vault import audit, audit_log
from millegiorni_desk.vault.audit_log import Wanted
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault


@pytest.fixture
def busy(vault: Vault) -> Vault:
    """A log of three days and two users: by anna every third entry, an export every tenth."""
    with vault.connection() as raw:
        raw.execute("DELETE FROM audit")
        raw.execute("BEGIN")
        for n in range(1, 301):
            who, action = (
                ("anna" if n % 3 == 0 else "lucia"),
                ("person.export" if n % 10 == 0 else "access.add"),
            )
            at = f"2026-03-0{1 + n // 150}T{n % 24:02d}:30:00Z"
            previous = raw.execute("SELECT hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
            digest = audit._hash(previous[0] if previous else audit._START, n, at, who, action, "{}")
            raw.execute("INSERT INTO audit VALUES (?, ?, ?, ?, '{}', ?)", (n, at, who, action, digest))
        raw.execute("COMMIT")
    return vault


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(user="anna"),
        Wanted(action="person.export"),
        Wanted(day=date(2026, 3, 2)),
        Wanted(user="anna", action="person.export", day=date(2026, 3, 1)),
        Wanted(user="nessuna"),
    ],
)
def test_pages_together_are_all_that_is_wanted_newest_first(busy: Vault, wanted: Wanted) -> None:
    with busy.connection() as raw:
        everything = audit.entries(raw, 1_000)

    def fits(entry: audit.Entry) -> bool:
        at = audit_log.local(entry.at)
        return (
            wanted.user in ("", entry.user)
            and wanted.action in ("", entry.action)
            and (wanted.day is None or at.date() == wanted.day)
        )

    expected = [entry for entry in everything if fits(entry)]
    got = [entry for offset in range(0, 320, 40) for entry in audit_log.page(busy, wanted, offset, 40)]
    assert got == expected
    assert audit_log.count(busy, wanted) == len(expected)


def test_who_and_what_can_be_chosen(busy: Vault) -> None:
    assert audit_log.users(busy) == ["anna", "lucia"]
    assert audit_log.actions(busy) == ["access.add", "person.export"]


def test_the_chain_is_followed_and_a_changed_entry_found(busy: Vault) -> None:
    told: list[int] = []
    good = audit_log.check(busy, lambda done, total, words: told.append(done))
    assert (good.entries, good.broken) == (300, None)
    with busy.connection() as raw:
        raw.execute("UPDATE audit SET user = 'lucia' WHERE n = 42")
    assert audit_log.check(busy).broken == 42


def test_a_day_is_a_day_of_this_place(busy: Vault) -> None:
    for entry in audit_log.page(busy, Wanted(day=date(2026, 3, 1)), 0, 300):
        assert datetime.fromisoformat(entry.at).astimezone().date() == date(2026, 3, 1)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CASE_MANAGER])
def test_who_does_not_answer_for_it_reads_no_log(busy: Vault, role: Role) -> None:
    busy.roles = [role]
    for read in (audit_log.users, audit_log.actions, audit_log.check):
        with pytest.raises(NotAllowed):
            read(busy)


@pytest.mark.parametrize(
    ("where", "index"),
    [
        ("user = 'anna' ORDER BY n DESC LIMIT 100 OFFSET 200", "audit_user"),
        ("action = 'person.export' ORDER BY n DESC LIMIT 100 OFFSET 200", "audit_action"),
        ("at >= '2026-03-01' AND at < '2026-03-02' ORDER BY n DESC LIMIT 100", "audit_day"),
    ],
)
def test_pages_are_found_by_an_index_alone(busy: Vault, where: str, index: str) -> None:
    plan = " ".join(
        row["detail"] for row in busy.query(f"EXPLAIN QUERY PLAN SELECT n FROM audit WHERE {where}")
    )
    assert f"COVERING INDEX {index}" in plan
