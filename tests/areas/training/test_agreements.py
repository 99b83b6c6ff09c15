"""Networks and agreements: the coordination's list, those of a year, and those that end soon."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.training import agreements
from millegiorni_desk.areas.training.records import Agreement
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import TODAY


def test_added_corrected_and_taken_off(vault: Vault) -> None:
    partner = partners.add(vault, Partner(name="Città di Torino"))
    made = agreements.add(
        vault,
        Agreement(title=" Nati  per Leggere", kind="network", partner_id=partner.id, since=date(2025, 1, 7)),
    )
    assert agreements.every(vault) == [made] and made.title == "Nati per Leggere"
    agreements.edit(vault, made.id, contact="Sofia Bruni", email="sofia@example.org")
    assert agreements.agreement(vault, made.id).contact == "Sofia Bruni"
    partners.edit(vault, partner.id, voided=True)
    agreements.edit(vault, made.id, notes="rinnovato")
    agreements.edit(vault, made.id, voided=True)
    assert agreements.every(vault) == []
    audited = [row["action"] for row in vault.query("SELECT action FROM audit ORDER BY n DESC LIMIT 5")]
    assert audited[::-1] == [
        "agreement.add",
        "agreement.edit",
        "partner.edit",
        "agreement.edit",
        "agreement.edit",
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": ""}, "kind"),
        ({"kind": "handshake"}, "kind"),
        ({"partner_id": "nobody"}, "partner_id"),
        ({"email": "sam.it"}, "email"),
        ({"since": TODAY, "until": TODAY - timedelta(days=1)}, "until"),
        ({"title": "sàm"}, "title"),
    ],
)
def test_an_agreement_that_cannot_be(vault: Vault, told: dict[str, object], field: str) -> None:
    agreements.add(vault, Agreement(title="SAM", kind="network"))
    with pytest.raises(InvalidValue) as refused:
        agreements.add(vault, Agreement(**{"title": "Nutrirsi di Cultura", "kind": "network", **told}))
    assert refused.value.field == field
    assert len(agreements.every(vault)) == 1


def test_those_of_a_year_and_those_that_end_soon(vault: Vault) -> None:
    days = {"over": (-90, -1), "today": (-90, 0), "soon": (None, 60), "later": (-90, 61), "open": (-90, None)}
    for title, (since, until) in days.items():
        dated = [None if at is None else TODAY + timedelta(days=at) for at in (since, until)]
        agreements.add(vault, Agreement(title=title, kind="protocol", since=dated[0], until=dated[1]))
    assert [one.title for one in agreements.ending(vault, TODAY)] == ["today", "soon"]
    assert [one.title for one in agreements.every(vault) if agreements.is_over(one, TODAY)] == ["over"]
    standing = agreements.standing(vault, TODAY + timedelta(days=1), TODAY + timedelta(days=60))
    assert [one.title for one in standing] == ["later", "open", "soon"]


def test_a_desk_reads_them(barrito: Vault) -> None:
    assert agreements.every(barrito) == []
    with pytest.raises(NotAllowed):
        agreements.add(barrito, Agreement(title="SAM", kind="network"))
