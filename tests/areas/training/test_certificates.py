"""Certificates of attendance: who was at what was held, and nobody else; the same bytes, embedded typefaces."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.training import certificates, service, staff
from millegiorni_desk.areas.training.certificates import Issue, duration
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import TODAY, People, held, pages

ISSUE = Issue("BAR", "Torino", date(2026, 3, 14))


@pytest.fixture
def reading(vault: Vault, people: People) -> Training:
    partner = partners.add(vault, Partner(name="Nati per Leggere"))
    made = held(
        vault, title="Leggere da subito", topic="Libri e voce nei primi mesi", teachers="Sofia Bruni", minutes=150,
        place="Biblioteca civica", starts="10:00", partners=[partner.id],
    )  # fmt: skip
    service.mark(vault, made.id, {people["Bea"].id: 45, people["Ada"].id: None})
    return made


def test_one_for_each_who_was_there(vault: Vault, people: People, reading: Training) -> None:
    ada, bea = pages(certificates.of_training(vault, reading.id, issue=ISSUE))
    for said in (
        "MilleGiorniInsieme", "Attestatodipartecipazione", "SiattestacheAda", "operatrice·Barrito·TampepETS",
        "hapartecipatoall'incontrodiformazione", "Leggeredasubito", "Librievoceneiprimimesi",
        f"{reading.on_date:%d/%m/%Y},ore10:00", "Bibliotecacivica", "2oree30minuti", "SofiaBruni", "NatiperLeggere",
        "Torino,14/03/2026", "Firma,perBarritoAPS", "UnioneBuddhistaItaliana",
    ):  # fmt: skip
        assert said in ada, said
    assert "SiattestacheBea" in bea and "Presenza45minuti" in bea and "Presenza" not in ada
    certificates.handed_out(vault, 2)
    assert vault.scalar("SELECT action FROM audit ORDER BY n DESC LIMIT 1") == "training.certificates"
    (alone,) = pages(certificates.of_training(vault, reading.id, [people["Bea"].id]))
    assert "Bea" in alone and "Torino,14" not in alone and "Firma,per" not in alone


def test_a_partner_off_the_list_still_stands_on_it(vault: Vault, reading: Training) -> None:
    partners.edit(vault, reading.partners[0], voided=True)
    assert "NatiperLeggere" in pages(certificates.of_training(vault, reading.id))[0]


def test_only_for_who_was_there_when_it_was_held(vault: Vault, people: People, reading: Training) -> None:
    with pytest.raises(InvalidValue):
        certificates.of_training(vault, reading.id, [people["Carla"].id])
    service.cancel(vault, reading.id)
    with pytest.raises(InvalidValue):
        certificates.of_training(vault, reading.id)
    with pytest.raises(InvalidValue):
        certificates.of_period(vault, [people["Ada"].id], reading.on_date, TODAY)
    service.hold(vault, reading.id)
    service.void(vault, reading.id)
    with pytest.raises(InvalidValue):
        certificates.of_training(vault, reading.id)


def test_all_of_a_period_with_its_sums(vault: Vault, people: People, reading: Training) -> None:
    service.mark(vault, held(vault, 3, kind="team", title="Équipe", minutes=60).id, {people["Ada"].id: None})
    service.mark(vault, held(vault, 2, kind="team", title="Casi", minutes=None).id, {people["Ada"].id: None})
    first = TODAY - timedelta(days=30)
    chosen = [people["Bea"].id, people["Ada"].id, people["Carla"].id]
    ada, bea = pages(certificates.of_period(vault, chosen, first, TODAY, issue=ISSUE))
    for said in (
        "SiattestacheAda",
        "Leggeredasubito2oree30minuti",
        "Équipe1ora",
        "Casi–",
        "Intutto3oree30minuti",
    ):
        assert said in ada, said
    assert "Intutto45minuti" in bea
    (teams,) = pages(certificates.of_period(vault, chosen, first, TODAY, "team"))
    assert "Leggere" not in teams and "Intutto1ora" in teams


def test_a_long_year_goes_on_to_a_second_sheet_that_names_her(vault: Vault, people: People) -> None:
    for days in range(40):
        service.mark(vault, held(vault, days, title=f"Incontro {days}").id, {people["Ada"].id: None})
    first, second = pages(
        certificates.of_period(vault, [people["Ada"].id], TODAY - timedelta(days=60), TODAY)
    )
    assert "Ada·2" in second and "Intutto80ore" in second and "Ada·1" not in first
    assert "Luogoedata" in second


def test_the_same_bytes_and_only_packaged_typefaces(vault: Vault, people: People, reading: Training) -> None:
    staff.edit(vault, people["Ada"].id, name="Ada “#set” *Żółć* لينا")
    made = certificates.of_training(vault, reading.id, issue=ISSUE)
    assert made == certificates.of_training(vault, reading.id, issue=ISSUE)
    plain = made + b"".join(_streams(made))
    fonts = set(re.findall(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([A-Za-z-]+)", plain))
    assert {name.split(b"-")[0] for name in fonts} == {b"NotoSans", b"NotoSansArabic"}
    described = len(re.findall(rb"/Type ?/FontDescriptor", plain))
    assert len(re.findall(rb"/FontFile[23] ", plain)) == described > 0
    assert b"/StructTreeRoot" in plain, "headings are tagged"
    assert "#set”*Żółć*" in pages(made)[0]


def test_hours_in_words() -> None:
    told = [duration(minutes) for minutes in (1, 45, 60, 61, 150, 1440)]
    assert told == ["1 minuto", "45 minuti", "1 ora", "1 ora e 1 minuto", "2 ore e 30 minuti", "24 ore"]


def _streams(pdf: bytes) -> Iterator[bytes]:
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(raw)
