"""The register of processing: filled from bodies, rules, services, funds and users; what is missing is marked."""

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from millegiorni_desk.areas.privacy import retention
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows import processing_register
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.permissions import Role

from .conftest import Network

Make = Callable[..., Network]


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(
            " ".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened))
        )


def test_it_says_who_why_for_how_long_and_how_it_is_kept_safe(make_network: Make) -> None:
    made = make_network("BAR", "SAL")
    vault = made.coordinator
    before = words_of(processing_register.to_pdf(vault, "BAR", date(2026, 3, 1)))
    assert before.count("[da completare]") > 3 and "Nessuna copia di riserva" in before
    network.set_privacy(vault, "BAR", "privacy@barrito.example", "dpo@barrito.example")
    retention.set_rule(vault, "accesses", 30, "deciso col DPO")
    backup.make(vault, made.folder / "copia")
    after = words_of(processing_register.to_pdf(vault, "BAR", date(2026, 3, 1)))
    for wanted in (
        "Ente BAR", "Casa BAR", "privacy@barrito.example", "dpo@barrito.example", "30 mesi", "deciso col DPO",
        "01/03/2026", "Ultima copia di riserva", "coordinamento", "Postazioni ammesse nella rete: 3",
    ):  # fmt: skip
        assert wanted in after, wanted
    assert "Casa SAL" not in after
    # An account of the doti may name her.
    assert "con il nome soltanto se il bando lo chiede" in after
    assert after.count("soltanto con numeri senza nomi") == 1
    last = vault.query("SELECT action, detail FROM audit ORDER BY n DESC LIMIT 1")[0]
    assert (last["action"], last["detail"]) == ("register.print", '{"body":"BAR"}')


def test_only_who_answers_for_privacy_makes_it_and_only_the_coordination_writes_contacts(
    make_network: Make,
) -> None:
    vault = make_network("BAR").houses["BAR"]
    with pytest.raises(NotAllowed):
        network.set_privacy(vault, "BAR", "altro", "")
    vault.roles = [Role.CASE_MANAGER]
    with pytest.raises(NotAllowed):
        processing_register.to_pdf(vault, "BAR")
