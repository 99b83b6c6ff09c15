"""What happened in one pathway, in one line of time: its own moments, and her accesses, doti and referrals in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from millegiorni_desk.app.person import timeline
from millegiorni_desk.app.person.timeline import Event
from millegiorni_desk.app.person.timeline_card import TimelineCard
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.who import owner_words
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

# What her own line of time tells that belongs to a pathway as well; answers and papers are on her page.
_HERS = frozenset({"access", "appointment", "note", "dote", "referral", "mediation"})
KINDS = (
    ("moment", N_("Apertura e chiusura")),
    ("goal", N_("Obiettivi")),
    ("step", N_("Piccoli passi")),
    ("wellbeing", N_("Benessere")),
    ("intervention", N_("Interventi")),
    *(pair for pair in timeline.KINDS if pair[0] in _HERS),
)


class PathwayLine:
    """The card with the line of one pathway; what is on the page itself opens nothing."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        self._vault = vault
        self.go: Callable[[str], None] = lambda _kind: None
        self.widget = TimelineCard(vault, shell, KINDS, _("Ancora niente in questo percorso."))

        self.widget.here.connect(lambda kind, key: self.go("closed" if key == "closed" else kind))

    def take(self, file: File) -> None:
        """Show the line of *file*'s pathway."""
        self.widget.show_events(of_pathway(self._vault, file, date.today()), file.pathway.id)


def of_pathway(vault: Vault, file: File, today: date) -> list[Event]:
    """Everything that happened from the opening to the closing, newest first."""
    events = [*_moments(vault, file), *_goals(vault, file), *_ratings(vault, file), *_done(vault, file)]
    until = file.pathway.closed_on or today
    events += [
        event
        for event in timeline.of_person(vault, file.person.id, today)
        if event.kind in _HERS and file.pathway.opened_on <= event.on <= until
    ]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _moments(vault: Vault, file: File) -> Iterator[Event]:
    pathway = file.pathway
    asked = network.terms(vault, "fragility").get(pathway.main_request, "")
    yield Event("moment", "opened", pathway.opened_on, _("Apertura del percorso"), asked)
    if pathway.assessed_on is not None and pathway.assessed_on != pathway.opened_on:
        yield Event("moment", "assessed", pathway.assessed_on, _("Situazione vista insieme"), "")
    if pathway.closed_on is not None:
        how = network.terms(vault, "pathway_outcome").get(pathway.ended_as, "")
        told = " · ".join(part for part in (how, pathway.outcome) if part)
        yield Event("moment", "closed", pathway.closed_on, _("Chiusura del percorso"), told)


def _goals(vault: Vault, file: File) -> Iterator[Event]:
    states = network.terms(vault, "goal_state")
    closed = file.reserved is not None
    for goal in file.goals:
        title = goal.title or _("Obiettivo riservato")
        if goal.set_on is not None:
            yield Event(
                "goal",
                f"{goal.id}:set",
                goal.set_on,
                _("Nuovo obiettivo: {title}").format(title=title),
                "",
                reserved=closed,
            )
        if goal.state_on is not None and goal.state != "set":
            yield Event(
                "goal",
                f"{goal.id}:state",
                goal.state_on,
                _("Obiettivo: {title}").format(title=title),
                goal.notes,
                states.get(goal.state, goal.state),
                reserved=closed,
            )
        for step in file.steps.get(goal.id, []):
            if step.done_on is not None:
                yield Event(
                    "step",
                    step.id,
                    step.done_on,
                    _("Passo fatto: {title}").format(title=step.title or _("Passo riservato")),
                    " · ".join(part for part in (title, owner_words(step.owner)) if part),
                    reserved=closed,
                )


def _ratings(vault: Vault, file: File) -> Iterator[Event]:
    """One event for each day and rater, with all dimensions."""
    names = network.terms(vault, "dimension")
    by_moment: dict[tuple[date, str], list[str]] = {}
    for rating in file.wellbeing:
        words = f"{names.get(rating.dimension, rating.dimension)} {rating.score}"
        by_moment.setdefault((rating.on_date, rating.rated_by), []).append(words)
    for (day, rater), told in by_moment.items():
        title = _("Come sta, detto da lei") if rater == "woman" else _("Come sta, detto dalla case manager")
        yield Event("wellbeing", f"{day}:{rater}", day, title, ", ".join(told))
    for score in file.scores:
        title = _("Punteggio: {scale}").format(scale=score.scale or _("riservato"))
        yield Event(
            "wellbeing",
            score.id,
            score.on_date,
            title,
            " · ".join(p for p in (score.score, score.taken_by) if p),
        )


def _done(vault: Vault, file: File) -> Iterator[Event]:
    areas, professions = network.terms(vault, "area"), network.terms(vault, "profession")
    for one in file.interventions:
        what = professions.get(one.profession, "") or (_("visita a casa") if one.home_visit else "")
        title = areas.get(one.area, one.area)
        yield Event(
            "intervention",
            one.id,
            one.on_date,
            title,
            " · ".join(part for part in (what, one.professional, one.notes) if part),
            reserved=one.id in file.reserved_steps,
        )
