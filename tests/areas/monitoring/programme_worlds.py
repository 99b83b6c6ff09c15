"""What hypothesis draws of meetings, training, money and outreach: the second half of a small made-up network."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from millegiorni_desk.areas.doti.records import BudgetLine, Fund, Funder
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.outreach.records import Conference, Material, MaterialDelivery, Post
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training, TrainingPresence
from millegiorni_desk.network.records import Partner

PARTNERS = ("partner-0", "partner-1")
LINES = ("line", "line-1")


@cache
def programme(houses: tuple[str, ...], days: tuple[date, ...]) -> st.SearchStrategy[dict[str, list[Any]]]:
    """Records by the name that a world keeps them under."""
    voided = st.sampled_from((False, False, False, True))
    house, maybe_house = st.sampled_from(houses), st.sampled_from(("", *houses))
    day, maybe_day = st.sampled_from(days), st.sampled_from((None, *days))
    heads = st.sampled_from((None, 0, 1, 7, 20))
    state = st.sampled_from(("held", "held", "held", "planned", "cancelled"))
    partners = st.lists(st.sampled_from(PARTNERS), max_size=3)
    copies = st.sampled_from((1, 50, 1200))
    minutes = st.sampled_from((None, 45, 120))

    def many(model: Any, prefix: str, most: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        one = st.fixed_dictionaries({"voided": voided, **fields})
        return st.lists(one, max_size=most).map(
            lambda drawn: [model(id=f"{prefix}-{n}", **told) for n, told in enumerate(drawn)]
        )

    return st.fixed_dictionaries(
        {
            "meetings": many(
                Meeting, "meeting", 6, house_code=house, title=st.just("Insieme"), on_date=day, state=state,
                theme=st.sampled_from(("reading", "play", "")), partners=partners, adults=heads, minors=heads,
                free=st.sampled_from((True, True, False)), estimated=st.booleans(),
            ),
            "partners": st.lists(st.tuples(voided, maybe_day, maybe_day), max_size=2).map(
                lambda drawn: [
                    Partner(id=PARTNERS[n], name=f"Partner {n}", voided=gone, since=since, until=until)
                    for n, (gone, since, until) in enumerate(drawn)
                ]
            ),
            "staff": many(StaffMember, "staff", 3, name=st.just("Ada"), house_code=maybe_house),
            "trainings": many(
                Training, "training", 4, on_date=day, minutes=minutes, title=st.just("Ascolto"), state=state,
                kind=st.sampled_from(("training", "team", "other")), house_code=maybe_house,
            ),
            "presences": many(
                TrainingPresence, "presence", 7, minutes=st.sampled_from((None, 30)),
                training_id=st.sampled_from([f"training-{n}" for n in range(3)]),
                staff_id=st.sampled_from([f"staff-{n}" for n in range(4)]),
            ),
            "agreements": many(
                Agreement, "agreement", 3, title=st.just("Patto"), since=maybe_day, until=maybe_day,
                kind=st.sampled_from(("network", "network", "protocol")),
            ),
            "materials": many(
                Material, "material", 4, kind=st.sampled_from(("flyer", "poster")), title=st.just("Foglio"),
                on_date=day, copies=copies, house_code=maybe_house,
            ),
            "deliveries": many(
                MaterialDelivery, "delivery", 3, on_date=day, copies=copies, house_code=maybe_house,
                material_id=st.sampled_from([f"material-{n}" for n in range(4)]),
            ),
            "posts": many(
                Post, "post", 5, on_date=day, title=st.just("Ecco"), house_code=maybe_house,
                channel=st.sampled_from(("instagram", "web", "press", "other")),
                reach=st.sampled_from((None, 0, 340)),
            ),
            "conferences": many(
                Conference, "conference", 2, on_date=day, title=st.just("Convegno"),
                role=st.sampled_from(("speaker", "listener")),
            ),
            "funders": st.sampled_from(([], ["UBI"])).map(
                lambda codes: [Funder(id=f"funder-{code}", code=code, name=f"Ente {code}") for code in codes]
            ),
            "funds": st.lists(st.tuples(maybe_day, maybe_day, st.sampled_from(("", "funder-UBI"))), max_size=1).map(
                lambda drawn: [
                    Fund(id="fund", code="F1", name="Bando", funder=named, funder_id=known, opens_on=opens,
                         closes_on=closes)
                    for opens, closes, known in drawn
                    for named in ("Fondazione" if not known else "",)
                ]
            ),
            "lines": st.lists(
                st.tuples(st.sampled_from(("fund", "gone")), st.sampled_from((None, 9_000))), max_size=2
            ).map(
                lambda drawn: [
                    BudgetLine(id=LINES[n], fund_id=fund, name="Voce", budget_cents=cents)
                    for n, (fund, cents) in enumerate(drawn)
                ]
            ),
            "allocations": st.lists(
                st.tuples(
                    house, st.sampled_from(LINES), day,
                    st.sampled_from((("allocate", 5_000), ("withdraw", 700), ("plan", 300))),
                ),
                max_size=3,
            ),
        }
    )  # fmt: skip
