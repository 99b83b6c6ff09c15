"""Ratings by the woman and the case manager, and scores noted from elsewhere."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.pathways import service, wellbeing
from millegiorni_desk.areas.pathways.records import OutsideScore, Pathway
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault

DAY = date(2025, 3, 1)


def test_several_dimensions_are_one_save(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()
    before = desk.scalar("SELECT count(*) FROM audit")
    made = service.rate_all(desk, pathway.id, DAY, "woman", "opening", {"home": 3, "relations": 10})
    assert desk.scalar("SELECT count(*) FROM audit") == before + 1
    held = service.file(desk, pathway.id).wellbeing
    assert {(r.dimension, r.score, r.moment, r.rated_by) for r in held} == {
        ("home", 3, "opening", "woman"),
        ("relations", 10, "opening", "woman"),
    }
    assert wellbeing.proposed_moment(held, "woman") == "along"
    assert wellbeing.proposed_moment(held, "case_manager") == "opening"
    service.void_ratings(desk, [each.id for each in made])
    assert service.file(desk, pathway.id).wellbeing == []
    service.void_ratings(desk, [each.id for each in made], voided=False)
    assert len(service.file(desk, pathway.id).wellbeing) == 2


@pytest.mark.parametrize(
    ("rated_by", "moment", "scores"),
    [
        ("woman", "opening", {"home": 11}),
        ("woman", "opening", {"home": 3, "elsewhere": 4}),
        ("neighbour", "opening", {"home": 3}),
        ("woman", "sometime", {"home": 3}),
        ("woman", "opening", {}),
    ],
)
def test_one_wrong_rating_keeps_none(
    desk: Vault, open_one: Callable[..., Pathway], rated_by: str, moment: str, scores: dict[str, int]
) -> None:
    pathway = open_one()
    with pytest.raises(InvalidValue):
        service.rate_all(desk, pathway.id, DAY, rated_by, moment, scores)
    assert service.file(desk, pathway.id).wellbeing == []


def test_a_score_from_elsewhere_is_a_name_and_a_result(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()

    def score(**told: object) -> OutsideScore:
        values = {
            "house": "",
            "pathway_id": pathway.id,
            "on_date": DAY,
            "scale": "EPDS",
            "score": "9",
            **told,
        }
        return service.add_score(desk, OutsideScore(**values))

    made = score(taken_by="Consultorio")
    service.edit_score(desk, made.id, score="11")
    assert [(s.scale, s.score) for s in service.file(desk, pathway.id).scores] == [("EPDS", "11")]
    for told in (
        {"scale": ""},
        {"score": " "},
        {"score": "x" * 81},
        {"on_date": date.today() + timedelta(1)},
    ):
        with pytest.raises(InvalidValue):
            score(**told)
    service.edit_score(desk, made.id, voided=True)
    assert service.file(desk, pathway.id).scores == []
