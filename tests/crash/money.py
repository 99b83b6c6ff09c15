"""Money that is being granted, receipted, printed, paid and moved when everything stops."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.doti import approvals, receipts, service, undoing
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import desk
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.doti.conftest import sit_down
from tests.crash.runner import BEGUN

PASSPHRASE = "cinque parole a caso qui"
ROSA = FirstUser("rosa", "Rosa", (Role.CASE_MANAGER, Role.COORDINATOR), PASSPHRASE)
DAY = date(2025, 3, 1)
GIVEN, CENTS = 10_000_000, 1_500
_WHOLE = {
    "a receipt without its entry": """
        SELECT count(*) FROM receipt r WHERE NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.dote_id = r.dote_id AND e.kind IN ('commit', 'confirm'))""",
    "a print without its receipt": """
        SELECT count(*) FROM receipt_event v WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.id = v.receipt_id)""",
    "a dote without its entry, or with two": """
        SELECT count(*) FROM dote d
        WHERE 1 <> (SELECT count(*) FROM ledger_entry e WHERE e.dote_id = d.id AND e.kind IN ('commit', 'plan'))""",
    "an entry of a second person's word without the word, or the word without the entry": """
        SELECT (SELECT count(*) FROM ledger_entry e WHERE e.kind = 'plan' AND NOT EXISTS (
            SELECT 1 FROM dote_approval a WHERE a.dote_id = e.dote_id AND a.kind = 'asked'))
        + (SELECT count(*) FROM dote_approval a WHERE a.kind = 'approved' AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.dote_id = a.dote_id AND e.kind = 'confirm'))
        + (SELECT count(*) FROM ledger_entry e WHERE e.kind = 'confirm' AND NOT EXISTS (
            SELECT 1 FROM dote_approval a WHERE a.dote_id = e.dote_id AND a.kind = 'approved'))""",
    "an entry twice": """
        SELECT count(*) FROM (
            SELECT 1 FROM ledger_entry WHERE dote_id <> '' GROUP BY dote_id, kind HAVING count(*) > 1)""",
    "a move to another line half done": """
        SELECT count(*) FROM (
            SELECT 1 FROM ledger_entry WHERE together <> '' AND kind <> 'unreturn'
            GROUP BY together HAVING count(*) <> 2)
        """,
    "a dote on another line than its money": """
        SELECT count(*) FROM dote d JOIN ledger_entry e ON e.dote_id = d.id AND e.kind = 'settle'
        WHERE e.line_id <> d.line_id""",
    "a number left out": """
        SELECT coalesce(sum(most - n), 0) FROM (SELECT max(number) AS most, count(*) AS n FROM receipt GROUP BY series)
        """,
    "a record that is not in the log": """
        SELECT (SELECT count(*) FROM ledger_entry) + (SELECT count(*) FROM dote) + (SELECT count(*) FROM receipt)
            - (SELECT count(*) FROM sync_log WHERE kind = 'I' AND tbl IN ('ledger_entry', 'dote', 'receipt'))""",
    "a cent that is nowhere": f"""
        SELECT {2 * GIVEN} - coalesce(sum(amount_cents * ((to_account <> 'funder') - (from_account <> 'funder'))), 0)
        FROM ledger_entry""",
}


class Doti:
    """A dote with its receipt in one save, its print, its payment, and every other moved to another line."""

    rounds = 10_000
    span = 0.2
    longest = 0.3

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), ROSA)
        with vault, vault.save("furnish") as session:
            network.add_house(vault, House(code="BAR", name="Barrito"))
            network.add_body(vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"]))
            fund = service.add_fund(vault, Fund(code="UBI", name="Bando"))
            for name in ("Prima", "Seconda"):
                line = service.add_line(vault, BudgetLine(fund_id=fund.id, name=name))
                service.allocate(vault, "BAR", line.id, GIVEN, DAY)
            session.add(Person(house="BAR", surname="Prova", name="Fatima"))

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "rosa", PASSPHRASE) as vault:
            say(BEGUN)
            for number in range(self.rounds):
                for told in one(vault, number):
                    say(told)

    def check(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "rosa", PASSPHRASE) as vault, vault.connection() as raw:
            look(raw, said)

    def go_on(self, folder: Path) -> None:
        with desk.open_desk(folder / "barrito", "rosa", PASSPHRASE) as vault:
            said = list(one(vault, 0))
            with vault.connection() as raw:
                look(raw, said)


class Lives(Doti):
    """A dote from its grant to the end of its receipt, each step in a save of its own and nothing around it."""

    commits = 11

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "rosa", PASSPHRASE) as vault:
            say(BEGUN)
            first, second = (line.id for line in service.lines(vault))
            asked = NewDote(str(vault.scalar("SELECT id FROM person")), first, "utilities", CENTS, DAY)
            service.grant(vault, asked)
            service.edit_line(vault, first, approval_cents=CENTS - 1)
            dote = service.grant(vault, asked).dote.id
            sit_down(vault, "bruna", "Bruna")
            approvals.approve(vault, dote, DAY)
            receipt = receipts.issue(vault, dote, "Torino", DAY).id
            say(f"receipt {receipt}")
            receipts.printed(vault, receipt)
            service.pay(vault, dote, None, DAY)
            say(f"pay {dote}")
            service.reassign(vault, dote, second, DAY)
            say(f"settle {dote}")
            service.give_back(vault, dote, None, DAY)
            undone = undoing.latest(vault, dote, "return")
            assert undone is not None
            undoing.take_back(vault, undone.id, DAY)
            say(f"unreturn {dote}")
            receipts.void(vault, receipt, "sbagliata")


def one(vault: Vault, number: int) -> Iterator[str]:
    """A dote's life; what is promised, after each save."""
    first, second = (line.id for line in service.lines(vault))
    woman = str(vault.scalar("SELECT id FROM person"))
    with vault.save("dote.grant"):
        dote = service.grant(vault, NewDote(woman, first, "utilities", CENTS, DAY)).dote
        receipt = receipts.issue(vault, dote.id, "Torino", DAY)
    yield f"receipt {receipt.id}"
    receipts.printed(vault, receipt.id)
    service.pay(vault, dote.id, None, DAY)
    yield f"pay {dote.id}"
    if number % 2 == 0:
        service.reassign(vault, dote.id, second, DAY)
        yield f"settle {dote.id}"


def look(raw: Any, said: list[str]) -> None:
    """Nothing of the money is half there, and what was said is."""
    for wrong, sql in _WHOLE.items():
        assert raw.execute(sql).fetchone()[0] == 0, wrong
    for line in said:
        what, _, record_id = line.partition(" ")
        if what == "receipt":
            found = raw.execute("SELECT 1 FROM receipt WHERE id = ?", (record_id,)).fetchone()
        elif record_id:
            found = raw.execute(
                "SELECT 1 FROM ledger_entry WHERE dote_id = ? AND kind = ?", (record_id, what)
            ).fetchone()
        else:
            continue
        assert found, line
