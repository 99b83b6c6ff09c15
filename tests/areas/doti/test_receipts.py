"""Receipts: numbers without gaps, kept as printed, voided but never gone."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.doti import documents, receipt_register, receipts, service
from millegiorni_desk.areas.doti.records import Receipt
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import DeskError, InvalidValue, NotAllowed, NotFound
from tests.areas.doti.conftest import DAY, Desk, furnish, open_house
from tests.areas.doti.test_documents import drawn


def granted(desk: Desk, **changes: object) -> str:
    """The id of a new dote."""
    return service.grant(desk.vault, desk.new(document="", amount_cents=1_000, **changes)).dote.id


def issued(desk: Desk, on: date = DAY) -> Receipt:
    """A receipt for a new dote."""
    return receipts.issue(desk.vault, granted(desk), "Torino", on)


@pytest.mark.parametrize("rule", [{"no_paper": True}, {"safe_contact": "niente carta a casa"}])
def test_who_takes_no_paper_home_is_given_no_half_unasked(desk: Desk, rule: dict[str, object]) -> None:
    receipt, hers = issued(desk), "Esemplare per la persona beneficiaria"
    assert receipts.why_not_hers(desk.vault, desk.fatima.id) == ""
    assert hers in text_of(receipts.pdf(desk.vault, receipt.id))
    people.edit(desk.vault, desk.fatima.id, **rule)
    assert "niente carta a casa" in receipts.why_not_hers(desk.vault, desk.fatima.id)
    other = receipts.issue(desk.vault, granted(desk, person_id=desk.amina.id), "Torino", DAY)
    together = text_of(receipts.pdf_of_all(desk.vault, [receipt.id, other.id]))
    assert together.count("Esemplare per l'ente") == 2
    assert together.count(hers) == 1 and together.count("Amina") == 2 and together.count("Fatima") == 1
    # A sheet for each copy is chosen for her.
    assert hers in text_of(receipts.pdf(desk.vault, receipt.id, layout=documents.WHOLE))


def text_of(pdf: bytes) -> str:
    return " ".join(drawn(pdf))


def test_numbers_follow_one_another_per_body_and_year(desk: Desk) -> None:
    desk.vault.set_local("series", "C")
    late = date(2026, 1, 2)
    numbers = [receipts.number(issued(desk, on)) for on in (DAY, DAY, late, DAY)]
    assert numbers == ["BAR-2025-C/0001", "BAR-2025-C/0002", "BAR-2026-C/0001", "BAR-2025-C/0003"]


@pytest.mark.parametrize(("ordinal", "series"), [(1, "A"), (2, "B"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_a_device_without_letters_takes_them_from_its_ordinal(
    tmp_path: Path, ordinal: int, series: str
) -> None:
    with open_house(tmp_path / "archivio", ordinal=ordinal) as vault:
        assert receipts.series(vault) == series


def test_a_number_rolled_back_is_given_again_and_none_is_skipped(desk: Desk) -> None:
    dote = granted(desk)
    with pytest.raises(RuntimeError), desk.vault.save("test"):
        receipts.issue(desk.vault, dote, "Torino", DAY)
        raise RuntimeError
    assert receipts.issue(desk.vault, dote, "Torino", DAY).number == 1


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(st.sampled_from(["issue", "void", "again", "fail"]), max_size=12))
def test_whatever_happens_no_number_is_missing_or_reused(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    with open_house(tmp_path_factory.mktemp("desk") / "archivio") as vault:
        desk = furnish(vault)
        made: list[Receipt] = []
        for step in steps:
            live = [receipt for receipt in made if not receipts.is_voided(vault, receipt.id)]
            if step == "issue":
                made.append(issued(desk))
            elif step == "void" and live:
                receipts.void(vault, live[0].id, "prova")
            elif step == "again" and made:
                try:
                    made.append(receipts.issue(vault, made[0].dote_id, "Torino", DAY))
                except InvalidValue:
                    assert receipts.live(vault, made[0].dote_id) is not None
            elif step == "fail":
                with pytest.raises(InvalidValue):
                    receipts.issue(vault, granted(desk), "Torino", date(2025, 1, 1))
        rows = receipt_register.register(vault, "BAR", 2025)
        assert [row.number for row in rows] == [f"BAR-2025-B/{n:04}" for n in range(1, len(made) + 1)]
        assert receipt_register.missing_numbers(vault, "BAR", 2025) == []


def test_one_live_receipt_per_dote(desk: Desk) -> None:
    dote = granted(desk)
    first = receipts.issue(desk.vault, dote, "Torino", DAY)
    with pytest.raises(InvalidValue, match=receipts.number(first)):
        receipts.issue(desk.vault, dote, "Torino", DAY)
    with pytest.raises(InvalidValue, match="Scrivi perché"):
        receipts.void(desk.vault, first.id, "  ")
    receipts.void(desk.vault, first.id, "importo sbagliato")
    with pytest.raises(InvalidValue, match="già annullata"):
        receipts.void(desk.vault, first.id, "di nuovo")
    second = receipts.issue(desk.vault, dote, "Torino", DAY)
    assert (first.number, second.number) == (1, 2)
    live = receipts.live(desk.vault, dote)
    assert live is not None
    assert live.id == second.id
    assert [(row.number, row.void_reason) for row in receipt_register.register(desk.vault, "BAR", 2025)] == [
        ("BAR-2025-B/0001", "importo sbagliato"),
        ("BAR-2025-B/0002", ""),
    ]


def test_what_was_printed_stays_whatever_is_edited(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    receipt = receipts.issue(desk.vault, dote.id, "Torino", DAY, means="bonifico")
    people.edit(desk.vault, desk.fatima.id, surname="Altro")
    service.edit(desk.vault, dote.id, document="X")
    content = json.loads(receipts.find(desk.vault, "bar-2025-b/0001").content)
    assert receipts.find(desk.vault, receipts.number(receipt)).id == receipt.id
    assert content["person"] == {
        "name": "Fatima El Idrissi",
        "gender": "F",
        "birth_date": "1994-03-12",
        "birth_precision": "day",
        "birth_country": "Marocco",
        "birth_country_code": "MA",
        "codice_fiscale": "LDRFTM94C52Z330K",
    }
    assert (content["amount"], content["amount_in_words"], content["document"], content["means"]) == (
        "151,65 €",
        "centocinquantuno/65",
        "F2210",
        "bonifico",
    )


def test_a_receipt_is_for_what_she_receives(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote.id
    service.pay(desk.vault, dote, 6_000, DAY)
    service.cancel(desk.vault, dote, DAY)
    receipt = receipts.issue(desk.vault, dote, "Torino", DAY)
    assert json.loads(receipt.content)["amount_cents"] == 6_000


def test_nothing_to_receive_no_receipt(desk: Desk) -> None:
    cancelled, returned = granted(desk), granted(desk)
    service.cancel(desk.vault, cancelled, DAY)
    service.pay(desk.vault, returned, None, DAY)
    service.give_back(desk.vault, returned, None, DAY)
    for dote in (cancelled, returned):
        with pytest.raises(InvalidValue, match="non c'è nulla da ricevere"):
            receipts.issue(desk.vault, dote, "Torino", DAY)
    with pytest.raises(InvalidValue, match="prima della dote"):
        receipts.issue(desk.vault, granted(desk), "Torino", date(2025, 11, 22))
    assert receipt_register.register(desk.vault, "BAR", 2025) == []


def test_the_first_print_is_the_original(desk: Desk) -> None:
    receipt = issued(desk)
    assert [receipts.printed(desk.vault, receipt.id) for _ in range(3)] == [False, True, True]
    assert receipt_register.register(desk.vault, "BAR", 2025)[0].prints == 3


def test_a_print_that_fails_is_not_written_down(desk: Desk) -> None:
    receipt = issued(desk)
    with pytest.raises(RuntimeError), desk.vault.save("test"):
        receipts.pdf(desk.vault, receipt.id)
        raise RuntimeError
    assert receipts.printed(desk.vault, receipt.id) is False


def test_paper_carries_the_marks_that_are_due(desk: Desk) -> None:
    receipt = issued(desk)
    content = json.loads(receipt.content)

    def paper(**marks: bool) -> bytes:
        return documents.receipts_pdf([documents.Sheet(content, **marks)])  # type: ignore[arg-type]

    assert receipts.look(desk.vault, [receipt.id]) == paper()
    assert receipts.pdf(desk.vault, receipt.id) == paper()
    assert receipts.look(desk.vault, [receipt.id]) == receipts.pdf(desk.vault, receipt.id) == paper(copy=True)
    receipts.void(desk.vault, receipt.id, "prova")
    assert receipts.pdf(desk.vault, receipt.id) == paper(copy=True, voided=True)


def test_the_language_is_hers_then_the_one_it_was_printed_in(desk: Desk) -> None:
    people.edit(desk.vault, desk.fatima.id, language="ar")
    receipt = issued(desk)
    assert receipts.language_of(desk.vault, receipt.id) == "ar"
    assert receipts.pdf_of_all(desk.vault, [receipt.id]) != b""
    assert [row["language"] for row in desk.vault.query("SELECT language FROM receipt_event")] == ["ar"]
    receipts.pdf(desk.vault, receipt.id)
    assert receipts.language_of(desk.vault, receipt.id) == "it"
    people.edit(desk.vault, desk.fatima.id, language="wo")
    assert receipts.language_of(desk.vault, issued(desk).id) == "it"
    with pytest.raises(InvalidValue, match="queste lingue"):
        receipts.pdf(desk.vault, receipt.id, "tlh")


def test_several_are_printed_at_once_all_or_none(desk: Desk) -> None:
    first, second = issued(desk), issued(desk)
    assert receipts.pdf_of_all(desk.vault, [first.id, second.id], "it", "pairs").startswith(b"%PDF")
    assert [row.prints for row in receipt_register.register(desk.vault, "BAR", 2025)] == [1, 1]
    with desk.vault.save("test") as session:
        erased = Receipt(**{**second.model_dump(exclude={"id"}), "number": 3, "content": ""})
        session.add(erased)
    with pytest.raises(InvalidValue, match="cancellare i suoi dati"):
        receipts.pdf_of_all(desk.vault, [first.id, erased.id])
    assert [row.prints for row in receipt_register.register(desk.vault, "BAR", 2025)] == [1, 1, 0]


def test_a_discreet_dote_leaves_no_story_on_its_receipt(desk: Desk) -> None:
    dote = granted(desk, discreet=True)
    receipt = receipts.issue(desk.vault, dote, "Torino", DAY)
    for story in ("Utenze", "utilities", "bolletta", "Iren", "Umanitario", "Buddhista"):
        assert story not in receipt.content
    assert json.loads(receipt.content)["discreet"] is True


def test_finding_by_number(desk: Desk) -> None:
    receipt = issued(desk)
    assert receipts.find(desk.vault, " BAR-2025-B/0001 ").id == receipt.id
    for wrong in ("BAR-2025-B/0002", "CEC-2025-B/0001", "BAR-2025-A/0001"):
        with pytest.raises(NotFound, match=wrong):
            receipts.find(desk.vault, wrong)
    for nonsense in ("", "42", "BAR/2025", "BAR-2025-B/1", "BAR-2025-B/0001; DROP"):
        with pytest.raises(InvalidValue):
            receipts.find(desk.vault, nonsense)


def test_numbers_that_have_not_arrived_are_named(desk: Desk) -> None:
    """A coordinator who has the third receipt of a desk but not the second."""
    first = issued(desk)
    with desk.vault.save("test.merge") as session:
        session.add(Receipt(**{**first.model_dump(exclude={"id"}), "number": 4}))
    assert receipt_register.missing_numbers(desk.vault, "BAR", 2025) == ["BAR-2025-B/0002", "BAR-2025-B/0003"]


def test_receipts_are_never_edited_or_deleted(desk: Desk) -> None:
    issued(desk)
    for statement in ("UPDATE receipt SET number = 9", "DELETE FROM receipt", "DELETE FROM receipt_event"):
        receipts.printed(desk.vault, receipts.find(desk.vault, "BAR-2025-B/0001").id)
        with pytest.raises(DeskError), desk.vault.save("test"), desk.vault.connection() as raw:
            raw.execute(statement)


def test_operators_do_not_issue(desk: Desk) -> None:
    dote = granted(desk)
    desk.vault.roles = ["operator"]
    with pytest.raises(NotAllowed):
        receipts.issue(desk.vault, dote, "Torino", DAY)
    desk.vault.roles = ["administrator"]
    with pytest.raises(NotAllowed):
        receipt_register.register(desk.vault, "BAR", 2025)


def test_two_bodies_of_one_house_count_apart(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        woman = Person(house="CEC", surname="Quispe", name="Rosa")
        session.add(woman)
    service.allocate(desk.vault, "CEC", desk.line.id, 50_000, DAY)
    numbers = []
    for body in ("CECA", "CECB", "CECA"):
        dote = service.grant(desk.vault, desk.new(house="CEC", person_id=woman.id, body=body)).dote
        numbers.append(receipts.number(receipts.issue(desk.vault, dote.id, "Torino", DAY)))
    assert numbers == ["CECA-2025-B/0001", "CECB-2025-B/0001", "CECA-2025-B/0002"]
