"""A register of 10,000 accesses of 3,500 people brought in, beside reading the same workbook alone."""

import random
from datetime import date, timedelta
from datetime import time as clock
from pathlib import Path

import openpyxl

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.flows.workbooks import Kind, import_workbook, reading
from millegiorni_desk.flows.workbooks.columns import COLUMNS
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.benchmarks.ratios import result_of, spent, tell
from tests.registers import register as made_up

ROWS, PEOPLE = 10_000, 3_500


def register(path: Path, seed: int = 2025) -> None:
    """The register as a workbook; another *seed* is of other people."""
    rng = random.Random(7)
    cast = []
    for who in made_up(PEOPLE, seed).rows:
        children = "2023; 05/06/2019" if rng.random() < 0.3 else None
        born = who.birth_date if who.birth_precision == "day" else who.birth_date and who.birth_date.year
        cast.append(
            (
                *(
                    who.surname,
                    who.name,
                    who.codice_fiscale,
                    born,
                    who.gender,
                    who.citizenship,
                    who.citizenship,
                ),
                *(who.phone, who.address, "arabo", "No", None, 2, children),
            )
        )
    workbook = openpyxl.Workbook()
    workbook.active.append([column.header for column in COLUMNS[Kind.ACCESSES]])
    for number in range(ROWS):
        who = cast[number] if number < PEOPLE else rng.choice(cast)
        when = date(2025, 1, 1) + timedelta(days=rng.randrange(300))
        at = clock(9 + rng.randrange(8), rng.randrange(60))
        said = ("Diretto", "Reddito; Casa", "Ascolto", "ASL", "No", "Sì", 30, f"nota {number}")
        workbook.active.append([when, "BAR", at, "Lucia", *who, *said])
    workbook.save(path)


def bench_ten_thousand_accesses(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    register(path)
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")
    vault, _ = create_vault(tmp_path / "vault", SCHEMA, Place("BAR", 2), lucia)
    with vault:
        network.add_house(vault, House(code="BAR", name="Barrito"))
        reading.read(path)
        alone = spent(lambda: reading.read(path))
        outcome, first = result_of(lambda: import_workbook(vault, path))
        again, second = result_of(lambda: import_workbook(vault, path))
    assert outcome.added == again.already == ROWS - len(outcome.rejected)
    print(
        f"\n{ROWS} rows, {outcome.people} people, {len(outcome.rejected)} refused, {len(outcome.warnings)} remarks"
    )
    tell("import of 10,000 rows", [first], [alone], "reading the workbook", 3)
    tell("the same import again", [second], [alone], "reading the workbook", 3)
