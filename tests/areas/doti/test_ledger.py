"""Invariant 5: money is append-only, sums to zero, and no account is overdrawn, whatever is done in whatever order."""

import json
import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from millegiorni_desk.areas.doti import ledger, moves, service
from millegiorni_desk.areas.doti.records import BudgetLine, LedgerEntry, plain_number
from millegiorni_desk.errors import BudgetExceeded, DeskError, InvalidValue, NotFound
from tests.areas.doti.conftest import DAY, Desk

CENTS = st.integers(min_value=-2, max_value=400)
WHICH = st.integers(min_value=0, max_value=5)


class _Envelope(RuleBasedStateMachine):
    """One envelope against a plain model of it: each dote is [committed, cancelled, paid, returned]."""

    desk: Desk

    @initialize()
    def new_line(self) -> None:
        self.vault = self.desk.vault
        self.line = service.add_line(self.vault, BudgetLine(fund_id=self.desk.fund.id, name="Prova"))
        self.allocated = 0
        self.doti: dict[str, list[int]] = {}

    def _left(self) -> int:
        return self.allocated - sum(c - x - r for c, x, _, r in self.doti.values())

    def _pick(self, which: int) -> str | None:
        ids = list(self.doti)
        return ids[which % len(ids)] if ids else None

    @rule(cents=CENTS)
    def allocate(self, cents: int) -> None:
        if cents <= 0:
            with pytest.raises(InvalidValue):
                moves.allocate(self.vault, "BAR", self.line.id, cents, DAY)
            return
        moves.allocate(self.vault, "BAR", self.line.id, cents, DAY)
        self.allocated += cents

    @rule(cents=CENTS)
    def withdraw(self, cents: int) -> None:
        if cents <= 0 or cents > self._left():
            with pytest.raises(BudgetExceeded if cents > self._left() else InvalidValue):
                moves.withdraw(self.vault, "BAR", self.line.id, cents, DAY)
            return
        moves.withdraw(self.vault, "BAR", self.line.id, cents, DAY)
        self.allocated -= cents

    @rule(cents=CENTS)
    def grant(self, cents: int) -> None:
        asked = self.desk.new(line_id=self.line.id, amount_cents=cents, document="")
        if cents <= 0 or cents > self._left():
            with pytest.raises(InvalidValue if cents <= 0 else BudgetExceeded):
                service.grant(self.vault, asked)
            return
        before = self._left()
        granted = service.grant(self.vault, asked)
        self.doti[granted.dote.id] = [cents, 0, 0, 0]
        assert (granted.left_before, granted.left_after) == (before, before - cents)

    @rule(which=WHICH, cents=st.none() | CENTS)
    def pay(self, which: int, cents: int | None) -> None:
        dote = self._pick(which)
        if dote is None:
            return
        committed, cancelled, paid, _ = self.doti[dote]
        owed = committed - cancelled - paid
        amount = owed if cents is None else cents
        if 0 < amount <= owed:
            service.pay(self.vault, dote, cents, DAY)
            self.doti[dote][2] += amount
        else:
            with pytest.raises(DeskError):
                service.pay(self.vault, dote, cents, DAY)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        dote = self._pick(which)
        if dote is None:
            return
        committed, cancelled, paid, _ = self.doti[dote]
        owed = committed - cancelled - paid
        if owed > 0:
            service.cancel(self.vault, dote, DAY)
            self.doti[dote][1] += owed
        else:
            with pytest.raises(InvalidValue):
                service.cancel(self.vault, dote, DAY)

    @rule(which=WHICH, cents=st.none() | CENTS)
    def give_back(self, which: int, cents: int | None) -> None:
        dote = self._pick(which)
        if dote is None:
            return
        _, _, paid, returned = self.doti[dote]
        amount = paid - returned if cents is None else cents
        if 0 < amount <= paid - returned:
            service.give_back(self.vault, dote, cents, DAY)
            self.doti[dote][3] += amount
        else:
            with pytest.raises(DeskError):
                service.give_back(self.vault, dote, cents, DAY)

    @invariant()
    def accounts_balance(self) -> None:
        found = ledger.balance(self.vault, "BAR", self.line.id)
        assert found.funder + found.available + found.planned + found.committed + found.paid == 0
        assert min(found.available, found.committed, found.paid) >= 0
        assert (found.allocated, found.left) == (self.allocated, self._left())
        assert found.committed == sum(c - x - p for c, x, p, _ in self.doti.values())
        assert found.paid == sum(p - r for _, _, p, r in self.doti.values())

    @invariant()
    def doti_agree(self) -> None:
        rows = service.list_doti(self.vault, service.DotiFilter(line_id=self.line.id), limit=1_000).rows
        seen = {row.id: [row.committed, row.cancelled, row.paid, row.returned] for row in rows}
        assert seen == self.doti
        for row in rows:
            assert row.state == _state(*self.doti[row.id])


def _state(committed: int, cancelled: int, paid: int, returned: int) -> str:
    owed, held = committed - cancelled - paid, paid - returned
    if committed == cancelled:
        return "cancelled"
    if held:
        return "partly_paid" if owed else "paid"
    return "committed" if owed else "returned"


def test_any_sequence_keeps_the_accounts_in_balance(desk: Desk) -> None:
    class OfThisDesk(_Envelope):
        pass

    OfThisDesk.desk = desk
    run_state_machine_as_test(
        OfThisDesk,
        settings=settings(
            max_examples=40, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )


def test_two_threads_cannot_both_spend_the_last_euro(desk: Desk) -> None:
    line = service.add_line(desk.vault, BudgetLine(fund_id=desk.fund.id, name="Ultimo"))
    moves.allocate(desk.vault, "BAR", line.id, 10_000, DAY)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def spend() -> None:
        start.wait()
        try:
            service.grant(desk.vault, desk.new(line_id=line.id, amount_cents=6_000, document=""))
            outcomes.append("granted")
        except BudgetExceeded:
            outcomes.append("refused")

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["granted", "refused", "refused", "refused"]
    assert ledger.left(desk.vault, "BAR", line.id) == 4_000


def test_a_refused_grant_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.vault.save("test"):
        service.grant(desk.vault, desk.new())
        raise RuntimeError
    assert desk.vault.scalar("SELECT count(*) FROM dote") == 0
    assert ledger.left(desk.vault, "BAR", desk.line.id) == 120_000


def test_no_entry_is_ever_edited_or_deleted(desk: Desk) -> None:
    entry = moves.allocate(desk.vault, "BAR", desk.line.id, 100, DAY)
    for statement in ("UPDATE ledger_entry SET amount_cents = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DeskError), desk.vault.save("test"), desk.vault.connection() as raw:
            raw.execute(statement)
    assert desk.vault.get(LedgerEntry, entry.id).amount_cents == 100


def test_envelopes_of_houses_do_not_mix(desk: Desk) -> None:
    moves.allocate(desk.vault, "CEC", desk.line.id, 500, DAY)
    assert {(found.house, found.line_id): found.left for found in ledger.balances(desk.vault)} == {
        ("BAR", desk.line.id): 120_000,
        ("BAR", desk.bills.id): 120_000,
        ("CEC", desk.line.id): 500,
    }
    assert [found.left for found in ledger.balances(desk.vault, "CEC")] == [500]
    assert ledger.balance(desk.vault, "CEC", desk.bills.id) == ledger.Balance("CEC", desk.bills.id)
    assert [found.house for found in service.envelopes(desk.vault, "BAR")] == ["BAR", "BAR"]


def test_money_goes_to_known_houses_and_lines_only(desk: Desk) -> None:
    with pytest.raises(NotFound):
        moves.allocate(desk.vault, "XXX", desk.line.id, 100, DAY)
    with pytest.raises(NotFound):
        moves.allocate(desk.vault, "BAR", "no line", 100, DAY)


def test_what_is_asked_of_the_ledger_uses_its_indexes(desk: Desk) -> None:
    def plan(sql: str, **values: object) -> str:
        return json.dumps([row["detail"] for row in desk.vault.query("EXPLAIN QUERY PLAN " + sql, **values)])

    one = plan(ledger.totals_sql("d.id = :id"), id="x")
    hers = plan(ledger.totals_sql("d.person_id = :id"), id="x")
    for told in (one, hers):
        assert "ledger_entry_dote" in told
        assert "SCAN d " not in told
        assert "SCAN e " not in told
    assert "dote_person" in hers
    assert "COVERING INDEX ledger_entry_share" in plan(ledger.BALANCES_SQL)
    numbered = plain_number("document")
    assert "dote_document" in plan(f"SELECT id FROM dote WHERE {numbered} = :number", number="f2210")


def test_dates_are_kept_as_given(desk: Desk) -> None:
    entry = moves.allocate(desk.vault, "BAR", desk.line.id, 100, date(2025, 2, 3), note="seconda rata")
    kept = desk.vault.get(LedgerEntry, entry.id)
    assert (kept.on_date, kept.note, kept.from_account, kept.to_account) == (
        date(2025, 2, 3),
        "seconda rata",
        "funder",
        "available",
    )
