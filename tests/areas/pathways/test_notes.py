"""Notes on a pathway, and what the team talked over: kept, corrected, reserved."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.pathways import notes
from millegiorni_desk.areas.pathways.records import Pathway, PathwayNote
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows import sealing
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways.conftest import SECRET
from tests.vaults.plain_pages import plain_pages, spelt

DAY = date(2025, 3, 4)
MARKER = "zqxnotezq"


def written(pathway: Pathway, **known: Any) -> PathwayNote:
    return PathwayNote(
        **{"house": "", "pathway_id": pathway.id, "on_date": DAY, "words": "ha dormito", **known}
    )


def test_notes_and_team_discussions_newest_first(lucia: Vault, pathway: Pathway) -> None:
    notes.add(lucia, written(pathway))
    team = notes.add(
        lucia,
        written(
            pathway, on_date=DAY + timedelta(days=1), kind="team", present=["Lucia", "Rosa"], decided="Nido"
        ),
    )
    first, second = notes.of_pathway(lucia, pathway.id)
    assert (first.note.id, first.note.present, first.note.decided) == (team.id, ["Lucia", "Rosa"], "Nido")
    assert (second.note.author, second.note.house, second.reserved) == ("Lucia", "BAR", None)
    notes.edit(lucia, team.id, decided="Nido in famiglia")
    assert notes.of_pathway(lucia, pathway.id)[0].note.decided == "Nido in famiglia"
    notes.void(lucia, team.id)
    assert len(notes.of_pathway(lucia, pathway.id)) == 1
    notes.void(lucia, team.id, voided=False)
    assert len(notes.of_pathway(lucia, pathway.id)) == 2


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"words": " "}, "words"),
        ({"kind": "verbale"}, "kind"),
        ({"kind": "team"}, "present"),
        ({"on_date": date.today() + timedelta(days=1)}, "on_date"),
    ],
)
def test_what_cannot_be_is_refused(lucia: Vault, pathway: Pathway, known: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        notes.add(lucia, written(pathway, **known))
    assert refused.value.field == field
    assert notes.of_pathway(lucia, pathway.id) == []


def test_reserved_words_are_read_by_whom_they_are_for(folder: Path, lucia: Vault, pathway: Pathway) -> None:
    kept = notes.add(
        lucia, written(pathway, kind="team", words=MARKER, present=[MARKER], decided=MARKER), [lucia.user_id]
    )
    (line,) = notes.of_pathway(lucia, pathway.id)
    assert (line.note.words, line.note.present, line.note.decided) == (MARKER, [MARKER], MARKER)
    assert line.reserved is not None and line.reserved.readable
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        (seen,) = notes.of_pathway(rosa, pathway.id)
        assert (seen.note.words, seen.note.present, seen.note.decided, seen.note.kind) == ("", [], "", "team")
        assert seen.reserved is not None and not seen.reserved.readable
        with pytest.raises(NotAllowed):
            notes.edit(rosa, kept.id, words="altro")
        key = rosa.database_key()
    pages = plain_pages(folder / "vault.db", key).lower()
    assert not any(one in pages for one in spelt(MARKER))


def test_an_open_note_can_be_reserved_later(lucia: Vault, pathway: Pathway) -> None:
    kept = notes.add(lucia, written(pathway))
    notes.edit(lucia, kept.id, [lucia.user_id])
    assert lucia.scalar("SELECT words FROM pathway_note") == ""
    assert notes.of_pathway(lucia, pathway.id)[0].note.words == "ha dormito"
    # What another desk wrote into the row without knowing of the seal is taken under it.
    with lucia.save("test"), lucia.connection() as raw:
        raw.execute("UPDATE pathway_note SET words = 'scritto altrove'")
    sealing.settle(lucia)
    assert lucia.scalar("SELECT words FROM pathway_note") == ""
    assert notes.of_pathway(lucia, pathway.id)[0].note.words == "ha dormito\nscritto altrove"
