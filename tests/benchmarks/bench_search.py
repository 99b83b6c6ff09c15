"""Search as you type among 400,000 people, letter by letter, in the encrypted vault."""

import random
import statistics
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.areas.people import search
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault import connection
from tests.benchmarks.people_400k import Registration, mistyped, people
from tests.benchmarks.ratios import percentile, seconds

PEOPLE = 400_000
_COLUMNS = (
    "id, house, surname, name, birth_date, birth_precision, codice_fiscale, gender, citizenship, phone, address"
).split(", ")


def bench_search(tmp_path: Path) -> None:
    raw = connection.create(tmp_path / "vault.db", "22" * 32)
    SCHEMA.create(raw)
    everyone = list(people(PEOPLE))
    _fill(raw, everyone)
    print(f"\nsearch index of {PEOPLE:,} people: {seconds(lambda: search.refresh(raw)):.1f} s")
    chance = random.Random(7)
    sample = chance.sample(everyone, 300)
    floor = [
        seconds(lambda o=one: raw.execute("SELECT * FROM person WHERE id = ?", (o.id,)).fetchone())
        for one in sample
    ]
    for words, spelt in (("as written", lambda t: t), ("a letter wrong", lambda t: mistyped(chance, t))):
        taken, found = [], 0
        for one in sample:
            text = spelt(f"{one.name} {one.surname}")
            for length in range(2, len(text) + 1):
                started = text[:length]
                taken.append(seconds(lambda s=started: search.find(raw, s)))
            hits = search.find(raw, text, limit=5, birth_date=one.birth_date)
            found += _holds(raw, hits, one)
        print(
            f"search as you type, {words}: p50 {statistics.median(taken) * 1000:.2f} ms, "
            f"p95 {percentile(taken, 0.95) * 1000:.2f} ms (aim ≤ 16 ms), "
            f"{statistics.median(taken) / statistics.median(floor):.0f}× one row read by its id; "
            f"with birth date at rank 5: {found / len(sample):.0%}"
        )
    raw.close()


def _fill(raw: sqlcipher.Connection, everyone: list[Registration]) -> None:
    names = ", ".join(_COLUMNS)
    marks = ", ".join("?" for _ in _COLUMNS)
    raw.execute("BEGIN")
    raw.execute("UPDATE sync_state SET applying = 1")
    raw.executemany(
        f"INSERT INTO person ({names}, voided, quarter, language, safe_contact, notes) VALUES ({marks}, 0, '', '', '', '')",
        ([str(v) if (v := getattr(one, c)) is not None else None for c in _COLUMNS] for one in everyone),
    )
    raw.execute("UPDATE sync_state SET applying = 0")
    raw.execute("COMMIT")


def _holds(raw: sqlcipher.Connection, hits: list[search.Hit], wanted: Registration) -> bool:
    return any(hit.person_id == wanted.id for hit in hits)
