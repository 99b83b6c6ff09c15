"""Made-up registers are the same from the same seed, tell nothing of their truth, and hold real codes."""

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

from stdnum.it import codicefiscale

from tests.registers import register
from tests.registers.people import KIN
from tests.registers.register import COLUMNS


def test_a_seed_gives_one_register(tmp_path: Path) -> None:
    one, same, other = (register(400, seed, dirty=0.2) for seed in (3, 3, 4))
    assert (one.rows, one.who, one.kin) == (same.rows, same.who, same.kin)
    assert one.rows != other.rows
    one.write(tmp_path / "register.csv")
    with (tmp_path / "register.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert tuple(written[0]) == COLUMNS
    assert [row["rec_id"] for row in written] == list(one.who)


def test_registrations_of_one_person_do_not_lie_side_by_side() -> None:
    made = register(2_000, 5)
    assert 1.25 < len(made.rows) / len(made.origin) < 1.37
    assert sum(made.who[a.id] == made.who[b.id] for a, b in pairwise(made.rows)) < 10
    assert {pair.kind for pair in made.kin} == set(KIN)
    assert len(set(made.origin.values())) == 13


def test_most_codes_are_valid_and_no_two_people_have_one() -> None:
    made = register(2_000, 5)
    codes = [row.codice_fiscale for row in made.rows if len(row.codice_fiscale) == 16]
    assert sum(map(codicefiscale.is_valid, codes)) / len(codes) > 0.96
    owners = Counter(
        code for code, _ in {(row.codice_fiscale, made.who[row.id]) for row in made.rows} if code
    )
    # Now and then a desk writes somebody else's.
    assert sum(count > 1 for count in owners.values()) < 20


def test_dirt_is_dirty() -> None:
    def missing(dirty: float) -> int:
        return sum(row.birth_date is None for row in register(2_000, 5, dirty).rows)

    assert missing(0.8) > 1.8 * missing(0.0)
