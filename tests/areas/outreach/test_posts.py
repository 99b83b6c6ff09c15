"""Posts and conferences, and the figures of Action 6 that come of them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from millegiorni_desk.areas.outreach import conferences, figures, materials, named, posts, workbook
from millegiorni_desk.areas.outreach.records import Conference, Material, MaterialDelivery, Post
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault

DAY = date(2025, 3, 3)
YEAR = named.year(2025)


def post(**given: Any) -> Post:
    return Post(**{"on_date": DAY, "channel": "instagram", "title": "Calendario di marzo", **given})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" https://www.instagram.com/p/x ", "https://www.instagram.com/p/x"),
        ("www.casedelquartiere.it/eventi", "https://www.casedelquartiere.it/eventi"),
    ],
)
def test_a_link_is_kept_as_a_link(vault: Vault, typed: str, kept: str) -> None:
    assert posts.add(vault, post(link=typed)).link == kept


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": ""}, "channel"),
        ({"channel": "piccione"}, "channel"),
        ({"title": ""}, "title"),
        ({"reach": -1}, "reach"),
        ({"on_date": date.today() + timedelta(1)}, "on_date"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "file:///etc/passwd"}, "link"),
        ({"link": "due parole.it qui"}, "link"),
        ({"funders": ["nobody"]}, "funders"),
        ({"house_code": "ZZZ"}, "house_code"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        posts.add(vault, post(**wrong))
    assert told.value.field == field and posts.count(vault) == 0


def test_a_channel_has_its_posts(vault: Vault) -> None:
    for channel in ("instagram", "facebook", "instagram"):
        posts.add(vault, post(channel=channel, title=channel))
    assert [one.title for one in posts.page(vault, 0, 9, YEAR, "facebook")] == ["facebook"]
    assert (posts.count(vault, YEAR, "instagram"), posts.count(vault, named.year(2024))) == (2, 0)


def test_a_conference_to_come_is_not_counted_yet(vault: Vault) -> None:
    today = date.today()
    conferences.add(vault, Conference(on_date=today, title="Ben-essere 0-6", organiser="Università"))
    conferences.add(vault, Conference(on_date=today, title="In sala", role="listener"))
    conferences.add(vault, Conference(on_date=today + timedelta(1), title="Domani"))
    found = figures.of(vault, named.EVER)
    assert (found.conferences, found.listened, len(conferences.every(vault))) == (1, 1, 3)
    with pytest.raises(InvalidValue) as told:
        conferences.add(vault, Conference(on_date=today, title=" "))
    assert told.value.field == "title"


def furnish(vault: Vault, funders: tuple[str, str]) -> None:
    for kind, copies, marks in (("flyer", 500, funders), ("flyer", 700, funders[:1]), ("poster", 60, ())):
        made = materials.add(
            vault,
            Material(
                kind=kind,
                title=f"=1+{copies}",
                on_date=DAY,
                copies=copies,
                funders=list(marks),
                cost_cents=5_000,
            ),
        )
    materials.deliver(vault, MaterialDelivery(material_id=made.id, on_date=DAY, copies=10, house_code="BAR"))
    posts.add(vault, post(reach=300, funders=[funders[1]]))
    posts.add(vault, post(reach=None))
    posts.add(vault, post(channel="web"))
    posts.edit(vault, posts.add(vault, post(channel="press")).id, voided=True)
    conferences.add(vault, Conference(on_date=DAY, title="Ben-essere 0-6"))


def test_the_figures_of_a_year(vault: Vault, funders: tuple[str, str]) -> None:
    furnish(vault, funders)
    found = figures.of(vault, YEAR)
    assert found.by_kind == {"flyer": (2, 1_200), "poster": (1, 60)}
    assert found.by_channel == {"instagram": (2, 1, 300), "web": (1, 0, 0)}
    assert (found.copies, found.posts, found.conferences) == (1_260, 3, 1)
    assert (found.delivered, found.cost_cents, found.without_cost) == (10, 15_000, 0)
    assert figures.of(vault, named.year(2024)) == figures.Figures()
    seen = {one.name: (one.materials, one.copies, one.posts) for one in figures.by_funder(vault, YEAR)}
    assert seen == {
        "Unione Buddhista Italiana": (2, 1_200, 0), "Fondazione Unipolis": (1, 500, 1), "": (1, 60, 2)
    }  # fmt: skip


def test_the_workbook_has_everything_or_what_a_funder_marked(vault: Vault, funders: tuple[str, str]) -> None:
    furnish(vault, funders)
    book = openpyxl.load_workbook(BytesIO(workbook.outreach_workbook(vault, YEAR)))
    assert book.sheetnames == ["Riepilogo", "Materiali", "Consegne", "Pubblicazioni", "Convegni"]
    rows = list(book["Materiali"].iter_rows(min_row=5, values_only=True))
    assert sorted(row[2] for row in rows) == ["=1+500", "=1+60", "=1+700"]
    assert all(cell.data_type == "s" for cell in book["Materiali"]["C"][4:])
    assert sum(row[6] for row in rows) == 1_260 and {row[9] for row in rows} == {50}
    (given,) = book["Consegne"].iter_rows(min_row=5, values_only=True)
    assert (given[2], given[4]) == ("Barrito", 10)
    theirs = openpyxl.load_workbook(BytesIO(workbook.outreach_workbook(vault, YEAR, funders[1])))
    assert [row[2] for row in theirs["Materiali"].iter_rows(min_row=5, values_only=True)] == ["=1+500"]
    assert theirs["Pubblicazioni"].max_row == 5
    noted = vault.scalar("SELECT count(*) FROM audit WHERE action = 'outreach.workbook'")
    assert noted == 2


def test_an_empty_year_makes_a_workbook_too(vault: Vault) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook.outreach_workbook(vault, YEAR)))
    assert book["Materiali"].max_row == 4
