"""Small made-up networks, full of edges: what hypothesis draws, and how it gets into a vault."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from hypothesis import strategies as st

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.ledger import MOVES
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund, Funder, LedgerEntry
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.outreach.records import Conference, Material, MaterialDelivery, Post
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway, Wellbeing
from millegiorni_desk.areas.people.records import Child, Person, PersonDecision
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training, TrainingPresence
from millegiorni_desk.network.records import House, ManagingBody, Partner
from millegiorni_desk.vault.vault import Vault

from .programme_worlds import programme

HOUSES = ("BAR", "CEC")

# Days on either side of a year's ends, of a leap day, of a third birthday.
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01", "2025-06-15", "2025-12-31", "2026-01-01",
    )
)  # fmt: skip
CHILD_BIRTHS = tuple(
    date.fromisoformat(day)
    for day in (
        "2021-12-31", "2022-01-01", "2022-02-28", "2022-03-01", "2022-06-14", "2022-06-15", "2022-06-16",
        "2022-12-31", "2024-02-29", "2025-06-16", "2020-02-29",
    )
)  # fmt: skip
WOMAN_BIRTHS = tuple(
    date.fromisoformat(day)
    for day in (
        "1984-02-29",
        "1985-01-01",
        "1994-03-01",
        "1994-12-31",
        "1993-12-31",
        "2008-02-29",
        "1960-06-15",
    )
)


def record_id(kind: int, number: int) -> str:
    """A fixed id: *kind* keeps the tables apart."""
    return f"0000000{kind}-0000-7000-8000-{number:012d}"


@dataclass
class World:
    """Every record of a made-up network."""

    houses: list[House] = field(default_factory=list)
    bodies: list[ManagingBody] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    decisions: list[PersonDecision] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    pathways: list[Pathway] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    wellbeing: list[Wellbeing] = field(default_factory=list)
    mediations: list[Mediation] = field(default_factory=list)
    sessions: list[MediationSession] = field(default_factory=list)
    doti: list[Dote] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    staff: list[StaffMember] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    presences: list[TrainingPresence] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    deliveries: list[MaterialDelivery] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    conferences: list[Conference] = field(default_factory=list)
    funders: list[Funder] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)


class _Enough(Exception):
    """Ends a save so that nothing of it stays."""


@contextmanager
def holding(vault: Vault, world: World) -> Iterator[Vault]:
    """*vault*, with *world* in it until the end: all of it happens in one save that is undone."""
    with suppress(_Enough), vault.save("test.world") as session:
        for records in vars(world).values():
            session.add_all(type(record)(**record.model_dump()) for record in records)
        session.flush()
        yield vault
        raise _Enough


# Strategies are made once: making one costs more than drawing from it, and a world draws hundreds of times.


@cache
def people_ids(people: int) -> st.SearchStrategy[str]:
    """The id of somebody, now and then of somebody whose record has not arrived."""
    return st.integers(0, people).map(lambda number: record_id(1, number))


VOIDED = st.sampled_from((False, False, False, False, True))
HOUSE = st.sampled_from(HOUSES)
DAY = st.sampled_from(DAYS)
PRECISION = st.sampled_from(("day", "day", "year"))
ANSWER = st.sampled_from(("yes", "no", "applied", "refused", "unknown", "unknown"))


@cache
def _birth(days: tuple[date, ...]) -> st.SearchStrategy[dict[str, object]]:
    whole = st.fixed_dictionaries({"birth_date": st.sampled_from(days), "birth_precision": st.just("day")})
    year = st.fixed_dictionaries(
        {
            "birth_date": st.sampled_from(days).map(lambda day: date(day.year, 1, 1)),
            "birth_precision": st.just("year"),
        }
    )
    return st.one_of(whole, whole, year, st.just({"birth_date": None, "birth_precision": "day"}))


@cache
def _codes(*codes: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), max_size=3)


_PERSON = st.fixed_dictionaries(
    {
        "house": HOUSE,
        "voided": VOIDED,
        "gender": st.sampled_from(("F", "F", "M", "X", "")),
        "citizenship": st.sampled_from(("IT", "MA", "")),
        "birth_country": st.sampled_from(("IT", "PE", "")),
    }
)


@st.composite
def _people(draw: st.DrawFn, world: World) -> None:
    for number in range(draw(st.integers(0, 5))):
        world.people.append(Person(id=record_id(1, number), **draw(_PERSON), **draw(_birth(WOMAN_BIRTHS))))
    here = len(world.people)
    for number in range(draw(st.integers(0, 6))):
        world.children.append(
            Child(
                id=record_id(2, number),
                house=draw(HOUSE),
                voided=draw(VOIDED),
                person_id=draw(people_ids(here)),
                **draw(_birth(CHILD_BIRTHS)),
            )
        )
    for number in range(draw(st.integers(0, 3)) if here > 1 else 0):
        pair = draw(st.lists(st.integers(0, here - 1), min_size=2, max_size=2, unique=True).map(sorted))
        world.decisions.append(
            PersonDecision(
                id=record_id(3, number),
                person_a=record_id(1, pair[0]),
                person_b=record_id(1, pair[1]),
                verdict=draw(st.sampled_from(("same", "same", "unsure", "withdrawn"))),
                decided_at=f"2025-01-{draw(st.integers(1, 9)):02d}T10:00:00Z",
                decided_by="lucia",
            )
        )


@cache
def _access(people: int) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "house": HOUSE,
            "voided": VOIDED,
            "on_date": DAY,
            "at_time": st.sampled_from(("", "09:00", "10:30")),
            "person_id": st.one_of(st.none(), people_ids(people), people_ids(people)),
            "channel": st.sampled_from(("direct", "direct", "school", "")),
            "needs": _codes("income", "home", "violence"),
            "activities": _codes("listening", "paperwork"),
            "referred_to": _codes("asl", "lawyer"),
            "in_care": ANSWER,
            "adi": ANSWER,
            "pregnant": ANSWER,
            "due_date": st.one_of(st.none(), DAY),
        }
    )


@st.composite
def _accesses(draw: st.DrawFn, world: World) -> None:
    for number in range(draw(st.integers(0, 12))):
        world.accesses.append(Access(id=record_id(4, number), **draw(_access(len(world.people)))))


@cache
def _pathway(people: int) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "house": HOUSE,
            "voided": VOIDED,
            "person_id": people_ids(people),
            "access_id": st.one_of(st.none(), st.integers(0, 8).map(lambda one: record_id(4, one))),
            "opened_on": DAY,
            "closed_on": st.one_of(st.none(), DAY),
            "minors": st.one_of(st.none(), st.integers(0, 7)),
            "fragilities": _codes("unemployment", "care_load", "other"),
            "main_request": st.sampled_from(("economic", "health", "")),
        }
    )


@st.composite
def _pathways(draw: st.DrawFn, world: World) -> None:
    for number in range(draw(st.integers(0, 4))):
        world.pathways.append(Pathway(id=record_id(5, number), **draw(_pathway(len(world.people)))))


_OF_PATHWAY = {
    "house": HOUSE,
    "voided": VOIDED,
    "pathway_id": st.integers(0, 4).map(lambda one: record_id(5, one)),
}
_DIMENSION = st.sampled_from(("good_health", "home"))
_GOAL = st.fixed_dictionaries(
    _OF_PATHWAY
    | {
        "title": st.just("x"),
        "dimension": _DIMENSION,
        "state": st.sampled_from(("set", "reached", "partly", "dropped")),
        "set_on": st.one_of(st.none(), DAY),
    }
)
_INTERVENTION = st.fixed_dictionaries(
    _OF_PATHWAY
    | {
        "on_date": DAY,
        "area": st.sampled_from(("economic", "health", "")),
        "profession": st.sampled_from(("", "midwife", "lawyer")),
        "minutes": st.one_of(st.none(), st.integers(0, 200)),
        "home_visit": st.booleans(),
    }
)
_WELLBEING = st.fixed_dictionaries(
    _OF_PATHWAY
    | {
        "on_date": DAY,
        "dimension": _DIMENSION,
        "score": st.integers(0, 10),
        "rated_by": st.sampled_from(("woman", "woman", "case_manager")),
    }
)


@st.composite
def _work(draw: st.DrawFn, world: World) -> None:
    world.goals += [Goal(id=record_id(6, n), **draw(_GOAL)) for n in range(draw(st.integers(0, 4)))]
    world.interventions += [
        Intervention(id=record_id(7, n), **draw(_INTERVENTION)) for n in range(draw(st.integers(0, 5)))
    ]
    world.wellbeing += [
        Wellbeing(id=record_id(8, n), **draw(_WELLBEING)) for n in range(draw(st.integers(0, 6)))
    ]


@cache
def _mediation(people: int) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "house": HOUSE,
            "voided": VOIDED,
            "person_id": people_ids(people),
            "requested_on": DAY,
            "fragility": st.sampled_from(("care_load", "care_load", "health", "")),
        }
    )


_SESSION = st.fixed_dictionaries(
    {
        "house": HOUSE,
        "voided": VOIDED,
        "mediation_id": st.integers(0, 3).map(lambda one: f"mediation-{one}"),
        "on_date": DAY,
        "starts": st.sampled_from(("", "09:00")),
        "kind": st.sampled_from(("interview", "relational", "")),
        "minutes": st.one_of(st.none(), st.integers(1, 200)),
    }
)


@st.composite
def _mediations(draw: st.DrawFn, world: World) -> None:
    for number in range(draw(st.integers(0, 3))):
        world.mediations.append(Mediation(id=f"mediation-{number}", **draw(_mediation(len(world.people)))))
    for number in range(draw(st.integers(0, 6))):
        world.sessions.append(MediationSession(id=f"session-{number}", **draw(_SESSION)))


@st.composite
def _doti(draw: st.DrawFn, world: World) -> None:
    for number in range(draw(st.integers(0, 4))):
        dote = Dote(
            id=record_id(9, number),
            house=draw(HOUSE),
            voided=draw(VOIDED),
            body="BAR",
            person_id=record_id(1, 0),
            line_id="line",
            expense=draw(st.sampled_from(("rent", "food", "utilities"))),
            amount_cents=draw(st.integers(1, 50_000)),
            committed_on=draw(DAY),
        )
        world.doti.append(dote)
        for kind in draw(st.lists(st.sampled_from(("pay", "pay", "cancel", "return")), max_size=4)):
            _move(draw, world, dote, kind)


def _move(draw: st.DrawFn, world: World, dote: Dote, kind: str) -> None:
    """Post what the ledger would allow: the commitment first, then no more than is there."""
    if not any(entry.dote_id == dote.id for entry in world.entries):
        _post(world, dote.house, dote.line_id, "commit", dote.amount_cents, dote.committed_on, dote.id)
    moved = dict.fromkeys(("commit", "pay", "cancel", "return"), 0)
    for entry in world.entries:
        if entry.dote_id == dote.id:
            moved[entry.kind] += entry.amount_cents
    owed = moved["commit"] - moved["cancel"] - moved["pay"]
    most = moved["pay"] - moved["return"] if kind == "return" else owed
    if most > 0:
        cents = owed if kind == "cancel" else draw(st.integers(1, most))
        _post(world, dote.house, dote.line_id, kind, cents, dote.committed_on, dote.id)


def _post(
    world: World, house: str, line: str, kind: str, cents: int, on: date, dote: str | None = None
) -> None:
    source, target = MOVES[kind]
    world.entries.append(
        LedgerEntry(
            id=f"entry-{len(world.entries):03d}",
            house=house,
            line_id=line,
            dote_id=dote,
            kind=kind,
            from_account=source,
            to_account=target,
            amount_cents=cents,
            on_date=on,
        )
    )


@st.composite
def _programme(draw: st.DrawFn, world: World) -> None:
    """Most worlds have nothing of it: what the figures of people and pathways say stays as quick to try."""
    if not draw(st.booleans()):
        return
    drawn = draw(programme(HOUSES, DAYS))
    for house, line, day, (kind, cents) in drawn.pop("allocations"):
        _post(world, house, line, kind, cents, day)
    for name, records in drawn.items():
        getattr(world, name).extend(records)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A network of two houses and a handful of everything."""
    world = World(
        houses=[House(id=f"house-{code}", code=code, name=code.title()) for code in HOUSES],
        bodies=[ManagingBody(id="body", code="BAR", name="Barrito APS", houses=["BAR"])],
    )
    for part in (_people, _accesses, _pathways, _work, _mediations, _doti, _programme):
        draw(part(world))
    return world
