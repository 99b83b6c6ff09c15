"""The account to the funder of 10,000 doti, with 5,000 pathways' women behind them: at most five seconds."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import account_copies, accounts, service
from millegiorni_desk.areas.doti.account_paper import account_pdf
from millegiorni_desk.areas.doti.account_workbook import account_workbook
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, ExpenseDocument, Fund, LedgerEntry
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.records import draft, insert_all
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.ratios import result_of, tell_limit

DOTI, WOMEN, HOUSES = 10_000, 5_000, 8
_MARTA = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
_START, _END = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, str]]:
    """A coordination with 10,000 doti on four lines of one fund, each committed and paid, half with a further paper."""
    folder: Path = tmp_path_factory.mktemp("accounts")
    vault, _unused = create_vault(folder / "vault", SCHEMA, Place(house="", ordinal=1), _MARTA)
    with vault:
        houses = [f"H{n}" for n in range(HOUSES)]
        for code in houses:
            network.add_house(vault, House(code=code, name=f"Casa {code}"))
            network.add_body(vault, ManagingBody(code=code, name=f"Ente {code}", houses=[code]))
        fund = service.add_fund(vault, Fund(code="UBI", name="Bando Umanitario"))
        lines = [
            service.add_line(vault, BudgetLine(fund_id=fund.id, name=f"Voce {n}", own_share_bp=1_250))
            for n in range(4)
        ]
        _fill(vault, houses, lines)
        yield vault, fund.id


def _fill(vault: Vault, houses: list[str], lines: list[BudgetLine]) -> None:
    women = [
        draft(Person, house=houses[n % HOUSES], surname=f"Cognome {n}", name="Ada") for n in range(WOMEN)
    ]
    doti, entries, papers = [], [], []
    for n in range(DOTI):
        woman, line, on = women[n % WOMEN], lines[n % 4], _START + timedelta(days=n % 300)
        dote = draft(
            Dote, house=woman.house, body=woman.house, person_id=woman.id, line_id=line.id,
            expense="utilities", amount_cents=10_000 + n, committed_on=on, supplier="Iren", document=f"F {n}",
        )  # fmt: skip
        doti.append(dote)
        for kind, (taken, given), day in (
            ("commit", ("available", "committed"), on),
            ("pay", ("committed", "paid"), on + timedelta(days=20)),
        ):
            entries.append(
                draft(
                    LedgerEntry, house=dote.house, line_id=line.id, dote_id=dote.id, kind=kind,
                    from_account=taken, to_account=given, amount_cents=dote.amount_cents, on_date=day,
                )
            )  # fmt: skip
        if n % 2:
            papers.append(draft(ExpenseDocument, house=dote.house, dote_id=dote.id, number=f"S {n}"))
    with vault.save("bench") as session:
        for records in (women, doti, entries, papers):
            insert_all(session, records)


@pytest.mark.parametrize("payees", [accounts.CODES, accounts.NAMES])
def bench_account(furnished: tuple[Vault, str], payees: str) -> None:
    vault, fund_id = furnished
    account, took = result_of(lambda: accounts.compute(vault, fund_id, _START, _END, payees))
    assert len(account.rows) == DOTI
    tell_limit(f"account of {DOTI:,} doti, {payees}", [took], 5_000)


def bench_account_workbook_and_copy(furnished: tuple[Vault, str]) -> None:
    vault, fund_id = furnished
    account = accounts.compute(vault, fund_id, _START, _END)
    _made, took = result_of(lambda: account_workbook(account))
    tell_limit(f"its workbook of {DOTI:,} rows", [took], 30_000)
    _made, took = result_of(lambda: account_pdf(account))
    tell_limit(f"its PDF of {DOTI:,} rows", [took], 60_000)
    _kept, took = result_of(lambda: account_copies.freeze(vault, account))
    tell_limit("its signed copy", [took], 5_000)
