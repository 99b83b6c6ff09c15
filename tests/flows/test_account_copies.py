"""Accounts as they were sent: signed, told apart from what was altered, compared since, and true after an erasure."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from millegiorni_desk.areas.doti import account_changes, account_copies, accounts
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.account_rows import Amounts
from millegiorni_desk.areas.doti.accounts import CODES, NAMES
from millegiorni_desk.areas.doti.records import FunderAccount
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows import desk, erasing, person_export, person_paper, syncing
from millegiorni_desk.vault.signed_content import ALTERED, INTACT
from millegiorni_desk.vault.vault import Vault
from tests.flows.conftest import Network
from tests.robustness import furnished
from tests.vaults.plain_pages import plain_pages, spelt

START, END, DAY = date(2025, 1, 1), date(2025, 12, 31), date(2025, 3, 1)


@pytest.fixture
def world(tmp_path: Path) -> furnished.World:
    return furnished.new(tmp_path / "world")


@pytest.fixture
def coordinator(world: furnished.World) -> Iterator[Vault]:
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        yield vault


@pytest.fixture
def net(make_network: Callable[..., Network]) -> Network:
    made = make_network("BAR", "CEC")
    for code in made.houses:
        grant(made, code, 10_000)
    made.round()
    return made


def grant(net: Network, house: str, cents: int, **changes: object) -> str:
    vault = net.houses[house]
    woman = Person(house=house, surname="Rossi", name="Ada", birth_date=date(1990, 1, 2))
    with vault.save("test") as session:
        session.add(woman)
    asked = doti.NewDote(
        person_id=woman.id,
        line_id=net.line.id,
        expense="utilities",
        amount_cents=cents,
        committed_on=DAY,
        **changes,  # type: ignore[arg-type]
    )
    return doti.grant(vault, asked).dote.id


def test_she_is_told_what_the_funder_read_of_her(net: Network) -> None:
    vault = net.coordinator
    for payees in (CODES, NAMES):
        frozen(vault, net.line.fund_id, payees)
    (ada,) = {row["person_id"] for row in vault.query("SELECT person_id FROM dote WHERE house = 'BAR'")}
    made = person_export.collect(vault, ada)
    assert [one["payees"] for one in made.accounts] == [CODES, NAMES]
    for one in made.accounts:
        (row,) = one["rows"]
        assert row["house"] == "BAR" and row["committed"] == 10_000 and "salt" not in row
        assert ("Ada" in row["payee"]) is (one["payees"] == NAMES)
    content = json.loads(person_export.to_json(made))
    assert content["funder_accounts"] == made.accounts
    with pypdfium2.PdfDocument(person_paper.to_pdf(vault, made)) as opened:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in opened)
    assert "Che cosa è stato detto ai finanziatori" in text and "con il tuo nome: Rossi Ada" in text
    assert "con un codice al posto del nome" in text and "Bando Umanitario" in text
    assert person_export.collect(net.houses["BAR"], ada).accounts == [], "the house made no account"


def frozen(vault: Vault, fund_id: str, payees: str = CODES) -> FunderAccount:
    made = accounts.compute(vault, fund_id, START, END, payees)
    return account_copies.freeze(vault, made, "primo  invio")


def test_a_copy_is_opened_as_it_was_and_its_signature_holds(net: Network) -> None:
    vault = net.coordinator
    made = accounts.compute(vault, net.line.fund_id, START, END)
    kept = account_copies.freeze(vault, made, "primo  invio")
    assert account_copies.opened(vault, kept.id) == made
    verdict = account_copies.verify(vault, kept.id)
    assert (verdict.state, verdict.blanked) == (INTACT, 0)
    assert "parola per parola" in account_copies.state_words(verdict)
    (listed,) = account_copies.copies(vault)
    assert (listed.id, listed.fund, listed.note, listed.made_by) == (
        kept.id,
        "Bando Umanitario",
        "primo invio",
        "Marta",
    )
    assert account_copies.copies(vault, "another fund") == []


def altered(content: dict[str, object]) -> None:
    content["rows"][0]["committed"] += 1  # type: ignore[index]


def renamed(content: dict[str, object]) -> None:
    content["rows"][0]["hers"]["documents"] = "un altro"  # type: ignore[index]


def shortened(content: dict[str, object]) -> None:
    content["rows"].pop()  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", [altered, renamed, shortened])
def test_whatever_is_altered_is_told(net: Network, change: Callable[[dict[str, object]], None]) -> None:
    vault = net.coordinator
    kept = frozen(vault, net.line.fund_id)
    content = json.loads(kept.content)
    change(content)
    with vault.connection() as raw:
        raw.execute("UPDATE funder_account SET content = ?", (json.dumps(content),))
    assert account_copies.verify(vault, kept.id).state == ALTERED
    # Whoever alters the digest as well has no key to sign it anew.
    with vault.connection() as raw:
        raw.execute("UPDATE funder_account SET digest = ?", (account_copies._digest(content),))
    assert account_copies.verify(vault, kept.id).state == ALTERED
    with vault.connection() as raw:
        raw.execute("UPDATE funder_account SET content = 'non è JSON'")
    assert account_copies.verify(vault, kept.id).state == ALTERED


def test_what_changed_since_is_told_row_by_row_and_to_the_cent(net: Network) -> None:
    vault = net.coordinator
    gone, changed = grant(net, "BAR", 3_000), grant(net, "CEC", 5_000, document="A1", supplier="Iren")
    net.round()
    kept = frozen(vault, net.line.fund_id)
    assert account_changes.since(vault, kept.id).changes == ()
    doti.cancel(net.houses["BAR"], gone, DAY)
    doti.pay(net.houses["CEC"], changed, 4_000, date(2025, 4, 1))
    doti.edit(net.houses["CEC"], changed, document="A2")
    added = grant(net, "BAR", 700)
    net.round()
    found = account_changes.since(vault, kept.id)
    told = {change.row.dote_id: (change.kind, change.fields, change.by) for change in found.changes}
    assert told == {
        gone: ("gone", (), Amounts(committed=-3_000)),
        added: ("added", (), Amounts(committed=700)),
        changed: ("changed", ("paid_on", "documents", "amounts"), Amounts(paid=4_000)),
    }
    assert found.by == Amounts(committed=-2_300, paid=4_000)
    assert account_copies.verify(vault, kept.id).state == INTACT


def test_who_may_not_account_sees_no_copy(net: Network) -> None:
    kept = frozen(net.coordinator, net.line.fund_id)
    net.coordinator.roles = ["case_manager"]
    asked: tuple[Callable[[], object], ...] = (
        lambda: account_copies.copies(net.coordinator),
        lambda: account_copies.opened(net.coordinator, kept.id),
        lambda: account_copies.verify(net.coordinator, kept.id),
        lambda: account_changes.since(net.coordinator, kept.id),
    )
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()


HERS = ("el idrissi", "fatima", "2210/25")


def pages(vault: Vault) -> set[str]:
    with vault.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    text = plain_pages(vault.folder / "vault.db", vault.database_key()).lower()
    return {marker for marker in HERS if any(one in text for one in spelt(marker))}


def erase(vault: Vault, receipts: str) -> None:
    (woman,) = people.find(vault, "fatima")
    erasing.erase(vault, woman.person.id, "el idrissi", receipts)


def fund_of(vault: Vault) -> str:
    return doti.funds(vault)[0].id


@pytest.mark.parametrize("payees", [CODES, NAMES])
def test_her_name_is_blanked_with_her_papers_and_the_signature_still_holds(
    coordinator: Vault, payees: str
) -> None:
    kept = frozen(coordinator, fund_of(coordinator), payees)
    (row,) = account_copies.opened(coordinator, kept.id).rows
    assert ("Fatima" in row.payee, "2210/25" in row.documents) == (payees == NAMES, True)
    assert pages(coordinator) == set(HERS), "the check itself must see them"
    erase(coordinator, "blank")
    assert pages(coordinator) == set()
    verdict = account_copies.verify(coordinator, kept.id)
    assert (verdict.state, verdict.blanked, verdict.digest) == (INTACT, 1, kept.digest)
    (left,) = account_copies.opened(coordinator, kept.id).rows
    assert (left.blanked, left.documents, left.amounts) == (True, "", row.amounts)
    assert left.payee == ("" if payees == NAMES else row.payee)
    assert account_changes.since(coordinator, kept.id).changes == ()
    assert "Righe svuotate dopo una cancellazione: 1." in account_copies.state_words(verdict)


def test_her_name_stays_in_what_was_sent_where_the_papers_are_kept(coordinator: Vault) -> None:
    named, coded = (frozen(coordinator, fund_of(coordinator), payees) for payees in (NAMES, CODES))
    erase(coordinator, "keep")
    assert "Fatima" in account_copies.opened(coordinator, named.id).rows[0].payee
    assert account_copies.verify(coordinator, named.id).blanked == 0
    assert "fatima" not in coordinator.get(FunderAccount, coded.id).content.lower()


def test_a_copy_follows_an_erasure_made_elsewhere(world: furnished.World, coordinator: Vault) -> None:
    kept = frozen(coordinator, fund_of(coordinator), NAMES)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as house:
        erase(house, "blank")
        syncing.synchronise(house)
    syncing.synchronise(coordinator)
    assert account_copies.verify(coordinator, kept.id).blanked == 1
    assert pages(coordinator) == set()
