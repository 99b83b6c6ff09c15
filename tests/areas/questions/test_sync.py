"""What the coordination asks reaches the desks, and what they answer comes back."""

from datetime import date
from pathlib import Path

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.questions import answers, service
from millegiorni_desk.flows import desk, syncing
from millegiorni_desk.network import service as network
from millegiorni_desk.network import wordlists
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished

from .conftest import ask

DAY = date(2025, 6, 2)


def deliver(first: Vault, second: Vault) -> None:
    """What *first* wrote is in *second*, and what *second* has is in *first*."""
    for vault in (first, second, first):
        syncing.synchronise(vault)


def test_questions_words_and_answers_travel(tmp_path: Path) -> None:
    world = furnished.new(tmp_path / "world")
    with (
        desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as marta,
        desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as lucia,
    ):
        asked = ask(marta, "access", "choice", "Come arriva?", "Bus", "A piedi")
        wordlists.add(marta, "need", "Giochi")
        deliver(marta, lucia)
        assert asked.code in [one.code for one in service.in_use(lucia, "access", DAY)]
        assert network.terms(lucia, "need")["giochi"] == "Giochi"
        access = accesses.add(lucia, Access(house="BAR", on_date=DAY, needs=["giochi"])).id
        answers.save(lucia, "access", access, {asked.code: "bus"})
        deliver(lucia, marta)
        assert answers.of(marta, "access", access) == {asked.code: "bus"}
        told = monitoring.to_json(monitoring.compute(marta, DAY, DAY))
        assert told["q.come_arriva"] == {"bus": 1, "a_piedi": 0}
        service.retire(marta, asked.code)
        wordlists.relabel(marta, service.vocabulary(asked.code), "bus", "Autobus")
        deliver(marta, lucia)
        assert asked.code not in [one.code for one in service.in_use(lucia, "access", date.today())]
        assert answers.words(lucia, service.question(lucia, asked.code), "bus") == "Autobus"
        assert answers.of(lucia, "access", access) == {asked.code: "bus"}
