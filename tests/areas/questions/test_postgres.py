"""The figures of questions are the same on PostgreSQL as in the vault."""

from contextlib import closing

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers
from millegiorni_desk.areas.questions.service import ABOUT, CHOSEN, KINDS
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.elsewhere import Elsewhere
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.postgres import connect, creating, dbapi
from tests.areas.monitoring.test_postgres import filled
from tests.postgres import Server, postgres

from .conftest import SINCE, ask

__all__ = ["postgres"]

YEAR = (SINCE, SINCE.replace(month=12, day=31))


def test_figures_and_rows(vault: Vault, fatima: Person, postgres: Server) -> None:
    asked = [
        ask(vault, about, kind, f"{about} {kind}", *(("Uno", "Due") if kind in CHOSEN else ()))
        for about in ABOUT
        for kind in KINDS
    ]
    records = {
        "access": accesses.add(vault, Access(house="BAR", on_date=SINCE, person_id=fatima.id)).id,
        "person": fatima.id,
        "pathway": pathways.open_pathway(
            vault, Pathway(house="BAR", person_id=fatima.id, opened_on=SINCE)
        ).id,
    }
    value = {"choice": "due", "choices": ["uno", "due"], "number": 2.75, "date": SINCE, "text": "sì"}
    for one in asked:
        if one.about in records:
            answers.save(vault, one.about, records[one.about], {one.code: value[one.kind]})
    here = service.compute(vault, *YEAR)
    assert service.to_json(here)["q.pathway_number"] == 2.75
    with postgres.database() as address:
        with creating(address) as begun:
            SCHEMA.create(begun)
        with closing(connect(address)) as store:
            filled(vault, store)
            reading = Elsewhere(vault, dbapi, lambda: connect(address))
            there = service.compute(reading, *YEAR)
            assert service.to_json(there) == service.to_json(here)
            for name in here.declared:
                assert service.rows(reading, name, YEAR) == service.rows(vault, name, YEAR), name
            reading.close()
