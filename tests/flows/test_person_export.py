"""What is held on a person: nothing of hers is missing, nothing of anyone else's is in it."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.pathways import goals
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Attachment, AttachmentPart, Person
from millegiorni_desk.errors import NotAllowed, NotFound, StorageFailed
from millegiorni_desk.flows import belongings, desk, person_export, person_paper
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished

# What the network holds, or what names nobody: everything else must lead to a person.
NOT_ABOUT_A_PERSON = {
    "linkage_key",
    "house", "managing_body", "term", "desk_user", "fund", "budget_line", "funder", "mediator", "entitlement",
    "service", "notice", "retention_rule", "breach", "statistical_person", "person",
    "meeting", "staff_member", "training", "training_presence", "agreement", "deadline", "project_decision",
    "supervision_note", "target", "opening_hours", "closure", "material", "material_delivery", "post", "conference",
    "evidence", "evidence_part", "question", "partner", "logo",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> furnished.World:
    return furnished.new(tmp_path_factory.mktemp("exported") / "world")


@pytest.fixture
def vault(world: furnished.World) -> Iterator[Vault]:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as opened:
        yield opened


def named(vault: Vault, name: str) -> str:
    return str(vault.scalar("SELECT id FROM person WHERE name = :name", name=name))


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(
            " ".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened))
        )


def test_every_table_is_the_networks_or_leads_to_a_person(vault: Vault) -> None:
    tables = {table.name for table in vault.schema.synced_tables()}
    assert tables - belongings.links(vault).keys() == NOT_ABOUT_A_PERSON


def test_nothing_of_hers_is_missing_and_nothing_of_others_is_there(vault: Vault) -> None:
    fatima, joy = named(vault, "Fatima"), named(vault, "Joy")
    hers, others = belongings.of_person(vault, fatima), belongings.of_person(vault, joy)
    # Everything furnished is Fatima's, but Joy's card; the decision on the pair is of both.
    for table in set(belongings.links(vault)) - {"person_decision"}:
        held = vault.scalar(f"SELECT count(*) FROM {table}")
        # The envelope's own entry is nobody's.
        assert len(hers.get(table, ())) == held - (table == "ledger_entry"), table
    assert others == {"person": [joy]} or others.keys() == {"person", "person_decision"}


def test_the_export_holds_every_value_and_what_it_was_before(vault: Vault) -> None:
    made = person_export.collect(vault, named(vault, "Fatima"))
    text = person_export.to_json(made).decode()
    for value in (
        "El Idrissi",
        "LDRFTM94C52Z330K",
        "Yasmine",
        "primo colloquio",
        "Iscrizione al nido",
        "luce",
        "Driss",
    ):
        assert value in text, value
    assert "Osas" not in text and "preferisce il mattino" not in text
    content = json.loads(text)
    assert content["format"] == person_export.FORMAT
    assert {"minutes": 25} in [change["became"] for change in content["history"]]
    assert content["reserved_not_included"] == 1 and "sealed_key" not in content["records"]
    assert vault.scalar("SELECT action FROM audit ORDER BY n DESC LIMIT 1") == "person.export"


def test_attachments_come_out_as_they_went_in(vault: Vault) -> None:
    joy = named(vault, "Joy")
    content = bytes(range(256)) * 3
    with vault.save("attach") as session:
        for name in ("carta.pdf", "carta.pdf"):
            row = Attachment(
                house="BAR", person_id=joy, name=name, media_type="application/pdf", size=768, sha256="",
                added_on=furnished.DAY,
            )  # fmt: skip
            session.add(row)
            for n in (1, 0):
                part = content[n * 400 : n * 400 + 400] if n == 0 else content[400:]
                data = base64.b64encode(part).decode()
                session.add(AttachmentPart(house="BAR", attachment_id=row.id, n=n, data=data))
    files = person_export.collect(vault, joy).attachments
    assert list(files.values()) == [content, content] and len(files) == 2


def test_attachments_are_written_beside_and_never_over_anything(vault: Vault, tmp_path: Path) -> None:
    made = person_export.collect(vault, named(vault, "Fatima"))
    odd = replace(made, attachments={"../a.pdf": b"1", "..\\a.pdf": b"2", "   ": b"3"})
    first = person_export.write_attachments(odd, tmp_path)
    second = person_export.write_attachments(odd, tmp_path)
    assert first != second and {path.parent for path in (first, second)} == {tmp_path}
    assert sorted(path.read_bytes() for path in first.iterdir()) == [b"1", b"2", b"3"]
    with pytest.raises(StorageFailed, match="allegati"):
        person_export.write_attachments(odd, tmp_path / "nowhere")


def test_the_paper_tells_every_column_or_leaves_it_out_on_purpose(vault: Vault) -> None:
    parts = {part["table"]: part for part in person_paper.wording()["part"]}
    untold = []
    for table in belongings.links(vault).keys() | {"person"}:
        columns = {row["name"] for row in vault.query("SELECT name FROM pragma_table_info(:t)", t=table)}
        told = {*parts[table]["columns"], parts[table].get("head")} if table in parts else set()
        untold += [f"{table}.{column}" for column in columns - told - person_paper.skipped(table)]
    assert untold == []


def test_the_paper_has_words_for_every_move_and_account_of_the_ledger() -> None:
    codes = person_paper.wording()["codes"]
    assert codes["ledger"].keys() >= ledger.MOVES.keys() - {"allocate", "withdraw", "share"}
    assert codes["account"].keys() == {account for move in ledger.MOVES.values() for account in move}


def test_the_paper_says_everything_in_words_and_what_is_not_in_it(vault: Vault) -> None:
    made = person_export.collect(vault, named(vault, "Fatima"))
    text = words_of(person_paper.to_pdf(vault, made))
    for wanted in (
        "El Idrissi", "LDRFTM94C52Z330K", "3330000000", "la sorella", "Yasmine", "05/09/2024", "Driss", "5.200,00 €",
        "primo colloquio", "Reddito, Vestiti", "Consultorio di via Monginevro", "Carico di cura", "Iscrizione al nido",
        "151,65 €", "Bando Umanitario, Doti", "Lingua: arabo", "Risposta: negato", "isee.pdf", "Minuti: 25",
        "1 nota riservata", "copie di riserva",
    ):  # fmt: skip
        assert wanted in text, wanted
    for foreign in ("Osas", "preferisce il mattino", "nursery_bonus·", "AAAA"):
        assert foreign not in text
    order = [
        text.index(part)
        for part in ("Chi sei", "Figlie", "Accessi", "Percorsi", "Doti", "Informative ricevute")
    ]
    assert order == sorted(order)


def test_who_takes_a_step_is_said_in_words(vault: Vault) -> None:
    step = str(vault.scalar("SELECT id FROM goal_step"))
    for owner, said in (("woman", "tu"), ("case_manager", "la case manager"), ("la sorella", "la sorella")):
        goals.edit_step(vault, step, owner=owner)
        text = words_of(person_paper.to_pdf(vault, person_export.collect(vault, named(vault, "Fatima"))))
        assert f"Chi lo fa: {said}" in text and "case_manager" not in text and "woman" not in text


def test_what_is_written_in_brackets_is_told_as_it_is(vault: Vault) -> None:
    odd = people.add(vault, Person(surname="Bianchi", notes="[da richiamare", address='["via"]'))
    text = words_of(person_paper.to_pdf(vault, person_export.collect(vault, odd.id)))
    assert "[da richiamare" in text and '["via"]' in text
    assert "Nessun dato è stato cambiato" in text


def test_an_operator_may_not_and_a_stranger_is_not_found(vault: Vault) -> None:
    with pytest.raises(NotFound):
        person_export.collect(vault, "nobody")
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        person_export.collect(vault, people.add(vault, Person(surname="Rossi")).id)
