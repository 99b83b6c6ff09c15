"""The whole demo once, at scale 1: through the services, the bundles and the merge, to the printed figures."""

from __future__ import annotations

import json
import shutil
from calendar import monthrange
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import accounts, receipt_register, remaining
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import Dote
from millegiorni_desk.areas.meetings import service as meetings
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.outreach import figures as outreach
from millegiorni_desk.areas.outreach.named import year
from millegiorni_desk.areas.people import indexing
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.linkage.encoding import Encoder
from millegiorni_desk.areas.people.records import PersonEncoding
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.training import agreements, hours
from millegiorni_desk.cli.demo import told
from millegiorni_desk.demo import papers
from millegiorni_desk.demo.run import Summary, run
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows import merged_store
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import figures, merge
from millegiorni_sync.body import LogRow
from millegiorni_sync.change_log import complete
from tests.areas.monitoring.oracle import Oracle
from tests.demo.exported import sealed, world_of
from tests.demo.oracle import Year
from tests.postgres import database, postgres

__all__ = ["database", "postgres"]

RESERVED = ("a1.reserved", "a2.reserved")
"""How many seals there are is told by the seals alone."""

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]) -> Summary:
    # Returning at all means that every figure agrees: run() ends in a BugError where one does not.
    out = tmp_path_factory.mktemp("demo") / "out"
    return run(out, 1, 11, lambda name, done, total: steps.append((name, done, total)))


def test_the_report_has_the_figures_of_2025(demo: Summary) -> None:
    report = json.loads((demo.out / "report.json").read_text(encoding="utf-8"))
    assert report["a1.accesses"] == 8367
    assert report["a1.people"] == 3518
    assert report["a1.women_0_3"] == {"n": 400, "N": 2392, "share": 17, "unknown": 0}
    assert report["a2.pathways"] == 78
    assert (report["a3.meetings"], report["a3.participants"], report["a3.minors"]["share"]) == (126, 1812, 47)
    assert (report["a4.operators"], report["a4.meetings"], report["a4.networks"]) == (18, 31, 3)
    assert (report["a6.material_types"], report["a6.copies"], report["a6.channels"]) == (4, 12_700, 3)
    assert (report["m.interventions"], report["m.hours"]) == (13, 130.0)
    assert (report["a2.doti"], report["a2.doti_committed"], report["a2.doti_mean"]) == (307, 46556.88, 151.65)


def test_each_house_finds_in_the_merge_what_it_handed_over(demo: Summary) -> None:
    minutes = json.loads((demo.out / "minutes.json").read_text(encoding="utf-8"))
    assert minutes["balanced"] is True
    assert len(minutes["houses"]) == 8
    assert all(house["before"] == house["after"] for house in minutes["houses"])
    assert sum(house["after"]["accesses"] for house in minutes["houses"]) == 8367
    assert sum(house["after"]["euro_cents"] for house in minutes["houses"]) <= 4_655_688
    assert minutes["minutes"]["balances"] is True
    assert minutes["minutes"]["open"]["differences"] == 0


def test_the_merged_people_are_those_of_the_plan_and_none_is_joined_wrongly(demo: Summary) -> None:
    irene = turin().coordinator
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        held = vault.query("SELECT house, surname, name, birth_date, codice_fiscale FROM person")
        joined = vault.query(
            "SELECT k.cluster_id, p.house, p.surname, p.name, p.birth_date, p.codice_fiscale "
            "FROM person_cluster k JOIN person p ON p.id = k.person_id"
        )
        with vault.connection() as raw:
            assert clusters.contradictions(raw) == []
    fields = ("house", "surname", "name", "birth_date", "codice_fiscale")
    cards = list(demo.plan.cards())
    planned = Counter(tuple(str(getattr(card, field)) for field in fields) for card in cards)
    assert Counter(tuple(row[field] for field in fields) for row in held) == planned
    who = {tuple(str(getattr(card, field)) for field in fields): card.who for card in cards}
    groups: dict[str, set[int]] = {}
    for row in joined:
        groups.setdefault(row["cluster_id"], set()).add(who[tuple(row[field] for field in fields)])
    assert len(groups) == 150
    assert all(len(people) == 1 for people in groups.values())
    assert len(Year(demo.plan).people) == 3518


def test_the_year_is_accounted_for_to_the_cent_in_account_register_and_ledger(demo: Summary) -> None:
    irene = turin().coordinator
    planned: dict[str, Counter[str]] = {by: Counter() for by in ("house", "expense")}
    for code, house in demo.plan.houses.items():
        for dote in (dote for pathway in house.pathways for dote in pathway.doti):
            if dote.cancelled_on is None:
                planned["house"][code] += dote.amount_cents
                planned["expense"][dote.expense] += dote.amount_cents
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        made = [
            accounts.compute(vault, fund.id, date(2025, 1, 1), date(2025, 12, 31))
            for fund in doti.funds(vault)
        ]
        entries = vault.query(
            "SELECT d.house, d.expense, sum(iif(e.kind = 'commit', e.amount_cents, -e.amount_cents)) AS cents FROM "
            "ledger_entry e JOIN dote d ON d.id = e.dote_id WHERE e.kind IN ('commit', 'cancel') GROUP BY 1, 2"
        )
        register = [
            (line, vault.get(Dote, line.dote_id))
            for body in network.bodies(vault)
            for line in receipt_register.register(vault, body.code, 2025)
        ]
    assert sum(len(account.rows) for account in made) == len(register) == 307
    assert sum(account.total.committed for account in made) == 4_655_688
    for by, cents in planned.items():
        accounted, registered, entered = Counter[str](), Counter[str](), Counter[str]()
        for one in (one for account in made for one in account.subtotals[by]):
            accounted[one.key] += one.amounts.committed
        for line, granted in register:
            registered[getattr(granted, by)] += line.amount_cents
        for entry in entries:
            entered[entry[by]] += entry["cents"]
        assert accounted == registered == entered == cents
        assert sum(cents.values()) == 4_655_688


def test_who_was_sent_to_a_service_arrives_with_the_merge(demo: Summary) -> None:
    irene = turin().coordinator
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        known, awaited = referrals.count(vault, open_only=False), referrals.count(vault)
        assert 300 < known < 3_000 and 0 < awaited < known / 5
        newest = referrals.page(vault, 0, 50, open_only=False)
        assert all(line.person is not None and line.service is not None for line in newest)
        codes = vault.scalar("SELECT count(DISTINCT code) FROM referral")
        assert codes == vault.scalar("SELECT count(*) FROM referral")


def test_goals_were_reached_or_left_in_the_year_and_not_today(demo: Summary) -> None:
    irene = turin().coordinator
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        assert vault.scalar("SELECT min(state_on) FROM goal") > "2025-01"
        assert vault.scalar("SELECT max(state_on) FROM goal") <= "2025-12-31"
        assert vault.scalar("SELECT count(*) FROM goal WHERE state_on < set_on") == 0


def test_the_coordinator_joins_by_hand_and_keeps_apart(demo: Summary) -> None:
    assert demo.decided.same == 12
    assert demo.decided.different > 0
    assert demo.decided.left_open < 30


@pytest.mark.soak
def test_the_merged_store_tells_the_same_year(demo: Summary, database: str) -> None:
    irene, year = turin().coordinator, (date(2025, 1, 1), date(2025, 12, 31))
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        merged_store.create(vault, database)
        assert merged_store.standing(vault) == merged_store.Standing(
            vault.scalar("SELECT count(*) FROM sync_log"), 0, 0, 0, 0, True
        )
        here = monitoring.compute(vault, *year)
        with merged_store.reading(vault) as store:
            there = monitoring.compute(store, *year)
            assert there == here
            assert monitoring.maps(store, there) == monitoring.maps(vault, here)
        assert monitoring.document(there) == json.loads(
            (demo.out / "report.json").read_text(encoding="utf-8")
        )
        merged_store.keep_address(vault, "")


def test_what_is_left_is_what_the_pages_of_the_envelopes_say(demo: Summary) -> None:
    irene = turin().coordinator
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        here = {one.house: one.left / 100 for one in remaining.by_house(vault)}
        names = {line.id: line.name for line in doti.lines(vault)}
        lines = {names[one.line_id]: one for one in remaining.by_line(vault)}
    report = demo.report
    assert {code: told["left"] for code, told in report["a5.left_by_house"].items()} == here
    for name, one in lines.items():
        assert report["a5.left_by_line"][name]["left"] == one.left / 100
        assert report["a5.left_by_line"][name]["allocated"] == one.allocated / 100
        assert report["a5.by_line"][name]["committed"] == (one.committed + one.paid) / 100
        assert report["a5.by_line"][name]["paid"] == one.paid / 100
        assert report["a5.budget_by_line"][name]["budget"] == (one.budget or 0) / 100


def test_the_pages_of_the_actions_say_what_the_report_says(demo: Summary) -> None:
    irene, first, last = turin().coordinator, date(2025, 1, 1), date(2025, 12, 31)
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        held = meetings.totals(vault, first, last)
        trained = hours.figures(vault, first, last)
        told = outreach.of(vault, year(2025))
        standing = agreements.standing(vault, first, last)
    report = demo.report
    assert (held.held, held.heads, held.minors) == (
        report["a3.meetings"], report["a3.participants"], report["a3.minors"]["n"],
    )  # fmt: skip
    assert held.cancelled == report["a3.cancelled"]
    assert (trained.people, round(trained.attended / 60, 2)) == (
        report["a4.operators"],
        report["a4.person_hours"],
    )
    assert (trained.total.times, trained.total.minutes / 60) == (report["a4.meetings"], report["a4.hours"])
    assert len(standing) == report["a4.agreements"]
    assert (told.copies, told.posts, told.delivered, told.conferences) == (
        report["a6.copies"], report["a6.posts"], report["a6.delivered"], report["a6.conferences"],
    )  # fmt: skip


# Twenty seconds of processor for each more.
@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 2025])
def test_another_seed_tells_the_same_year_in_both_stores(tmp_path: Path, database: str, seed: int) -> None:
    run(tmp_path / "out", 1, seed)
    irene, year = turin().coordinator, (date(2025, 1, 1), date(2025, 12, 31))
    with open_desk(tmp_path / "out" / "coordinator", irene.name, irene.passphrase) as vault:
        merged_store.create(vault, database)
        with merged_store.reading(vault) as store:
            assert monitoring.compute(store, *year) == monitoring.compute(vault, *year)
        found = Oracle(world_of(vault), *year).every()
        told = monitoring.to_json(monitoring.compute(vault, *year))
        assert {name for name in told if told[name] != found[name]} <= set(RESERVED)
        merged_store.keep_address(vault, "")


@pytest.mark.soak
def test_an_oracle_finds_the_same_in_the_exported_rows(demo: Summary) -> None:
    """Every figure of the year, of each house and of each month, worked out again in plain Python."""
    irene, year = turin().coordinator, (date(2025, 1, 1), date(2025, 12, 31))
    with open_desk(demo.out / "coordinator", irene.name, irene.passphrase) as vault:
        world = world_of(vault)
        months = [
            (date(2025, month, 1), date(2025, month, monthrange(2025, month)[1])) for month in range(1, 13)
        ]
        asked = [
            (*year, ""),
            *((*year, house.code) for house in world.houses),
            *((*month, "") for month in months),
        ]
        for start, end, house in asked:
            told = monitoring.to_json(monitoring.compute(vault, start, end, house=house))
            found = Oracle(world, start, end, house).every()
            wrong = [
                name for name in found | told if name not in RESERVED and told.get(name) != found.get(name)
            ]
            assert wrong == [], (start, house, [(told[name], found[name]) for name in wrong[:2]])
        reserved = monitoring.compute(vault, *year, only=RESERVED).figures
        assert [figure.number for figure in reserved.values()] == [
            sealed(vault, "access"),
            sealed(vault, "pathway"),
        ]


def test_papers_lie_in_the_folder(demo: Summary) -> None:
    for name in ("report.pdf", "receipt.pdf"):
        assert (demo.out / name).read_bytes().startswith(b"%PDF-")
    assert (demo.out / "report.xlsx").read_bytes().startswith(b"PK")
    assert demo.receipt.count("-") == 2
    assert turin().coordinator.passphrase in (demo.out / "entra.txt").read_text(encoding="utf-8")


def test_every_step_is_shown_from_none_to_all_and_timed(
    demo: Summary, steps: list[tuple[str, int, int]]
) -> None:
    names = list(dict.fromkeys(name for name, _, _ in steps))
    assert names == list(demo.seconds)
    for name in names:
        done = [part for step, part, _ in steps if step == name]
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, next(total for step, _, total in steps if step == name))


def test_the_end_says_how_to_look_inside(demo: Summary) -> None:
    text = "\n".join(told(demo))
    assert "8.367 accessi di 3.518 persone, 78 percorsi, 307 doti per 46.556,88 €" in text
    assert "126 incontri e 1.812 presenze, il 47 % di minori; 18 persone formate in 31 incontri" in text
    assert "irene" in text
    assert str(demo.out / "coordinator") in text


# What a coordination without names counts in another way: what is reserved counts as reserved, whatever it is.
BY_SEAL = {
    "a1.reserved", "a1.by_need", "a1.by_activity", "a1.by_referral", "a2.unemployed", "a2.care_load",
    "a2.economic_main", "a2.by_fragility", "a2.reserved", "m.by_fragility",
}  # fmt: skip


@pytest.mark.soak
def test_a_coordination_without_names_counts_the_same(demo: Summary, tmp_path: Path) -> None:
    """Its log is the usual one without what identifies (``property/test_pseudonymous.py``): the figures follow.

    Whoever has one codice fiscale in two houses counts once by the houses' codes, and twice without a key.
    """
    irene = turin().coordinator
    shutil.copytree(demo.out / "coordinator", tmp_path / "coordinator")
    with open_desk(tmp_path / "coordinator", irene.name, irene.passphrase) as vault:
        usual = monitoring.to_json(papers.compute(vault))
        clustered = clusters_of(vault)
        sealed = {row["subject_id"] for row in vault.query("SELECT subject_id FROM sealed WHERE voided IS 0")}
        decided = {
            frozenset((row["person_a"], row["person_b"]))
            for row in vault.query("SELECT * FROM person_decision")
        }
        by_code = [row for row in clustered if row[0] != row[1] and frozenset(row) not in decided]
        codes = encoded(vault)
        without_names(vault)
    assert by_code and sealed
    with open_desk(tmp_path / "coordinator", irene.name, irene.passphrase) as vault:
        assert (
            vault.scalar("SELECT count(*) FROM person WHERE surname <> '' OR name <> '' OR phone <> ''") == 0
        )
        nameless = monitoring.to_json(papers.compute(vault))
        assert nameless["a1.people"] == usual["a1.people"] + len(by_code)
        with vault.save("test") as session:
            insert_all(session, codes)
        assert clusters_of(vault) == clustered
        joined = monitoring.to_json(papers.compute(vault))
        assert {name for name in usual if usual[name] != joined[name]} <= BY_SEAL
        assert joined["a1.people"] == 3518
        needs = joined["a1.by_need"]
        assert (needs["violence"], needs["reserved"]) == (0, usual["a1.by_need"]["violence"])


def clusters_of(vault: Vault) -> list[tuple[str, str]]:
    rows = vault.query("SELECT person_id, cluster_id FROM person_cluster ORDER BY person_id")
    return [(row["person_id"], row["cluster_id"]) for row in rows]


def encoded(vault: Vault) -> list[PersonEncoding]:
    """The codes that the houses make of everybody under one key."""
    encoder = Encoder(bytes(range(32)))
    with vault.connection() as raw:
        people = [
            indexing.restored(tuple(row))[1]
            for row in raw.execute(f"SELECT {indexing.COLUMNS} FROM person_search")
        ]
    return [
        PersonEncoding(
            house=one.house, person_id=one.person_id, mark=encoder.mark, **asdict(encoder.encode(one))
        )
        for one in people
    ]


def without_names(vault: Vault) -> None:
    """Take from the coordination's log what it does not get in a network without names."""
    tables = vault.schema.synced_tables()
    known = complete(tables)
    schema = {name: [list(table.columns), table.audience_column, 0] for name, table in known.items()}
    with vault.save("test"), vault.connection() as raw:
        rows = [
            LogRow(*row)
            for row in raw.execute("SELECT * FROM sync_log WHERE audience <> 'network' AND clk & 16383 <> 1")
        ]
        blanked = figures.of_rows(rows, known, schema)
        raw.executemany(
            "UPDATE sync_log SET cells = ? WHERE clk = ?", [(row.cells, row.clk) for row in blanked]
        )
        merge.rematerialise(raw, tables)
