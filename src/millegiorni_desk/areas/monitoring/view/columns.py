"""How the rows behind a figure stand in a table: the day, who, the house, and the facts that made them count."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind
from millegiorni_desk.areas.monitoring.report import Report, Row
from millegiorni_desk.areas.monitoring.subjects import subjects
from millegiorni_desk.areas.monitoring.view import said
from millegiorni_desk.language import _, in_context
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.parsing import decimal
from millegiorni_desk.ui.tables import Column, Source
from millegiorni_desk.vault.vault import Vault

_LISTED = (Kind.CATEGORIES, Kind.MEASURED)
_WITHOUT_DAY = ("house", "managing_body", "staff_member", "agreement", "partner", "budget_line", "envelope")
_WITHOUT_HOUSE = (
    "house", "managing_body", "person_decision", "agreement", "partner", "budget_line", "conference",
)  # fmt: skip

# fact → (head, kind, width, vocabulary of its codes)
_FACTS: Mapping[str, tuple[str, str, int, str]] = {
    "channel": (_("Canale"), "text", 340, "channel"),
    "gender": (_("Genere"), "text", 100, "gender"),
    "child_born_from": (_("Nascita, dal"), "date", 110, ""),
    "child_born_to": (_("al"), "date", 110, ""),
    "in_care": (_("In carico"), "text", 110, "answer"),
    "adi": ("ADI", "text", 110, "answer"),
    "closed_on": (_("Chiusura"), "date", 110, ""),
    "fragilities": (_("Fragilità"), "text", 240, "fragility"),
    "main_request": (_("Richiesta principale"), "text", 180, "fragility"),
    "minors": (_("Minori"), "number", 80, ""),
    "expense": (_("Tipo di spesa"), "text", 190, "expense"),
    "committed_cents": (_("Impegnati €"), "money", 110, ""),
    "paid_cents": (_("Pagati €"), "money", 110, ""),
    "profession": (_("Professione"), "text", 170, "profession"),
    "minutes": (_("Minuti"), "number", 80, ""),
    "mediation_kind": (_("Che cosa si è fatto"), "text", 260, "mediation_kind"),
    "dimension": (_("Dimensione"), "text", 180, "dimension"),
    "goal_state": (_("Stato"), "text", 140, "goal_state"),
    "answer_number": (_("Risposta"), "text", 140, ""),
    "answer_day": (_("Risposta"), "date", 120, ""),
    "first": (in_context("benessere", "Prima"), "number", 80, ""),
    "last": (_("Ultima"), "number", 80, ""),
    "meeting_theme": (_("Tema"), "text", 190, "meeting_theme"),
    "adults": (_("Adulti"), "number", 80, ""),
    "estimated": (_("Stimate"), "number", 90, ""),
    "training_kind": (_("Tipo"), "text", 130, "training_kind"),
    "agreement_kind": (_("Tipo"), "text", 170, "agreement_kind"),
    "since": (_("Dal"), "date", 110, ""),
    "until": (_("Al"), "date", 110, ""),
    "partner_kind": (_("Tipo"), "text", 170, "partner_kind"),
    "line": (_("Voce di costo"), "text", 200, ""),
    "funder": (_("Finanziatore"), "text", 220, ""),
    "budget_cents": (_("Importo €"), "money", 120, ""),
    "allocated_cents": (_("Assegnati €"), "money", 120, ""),
    "planned_cents": (_("In attesa €"), "money", 110, ""),
    "left_cents": (_("Restano €"), "money", 120, ""),
    "material_kind": (_("Tipo"), "text", 190, "material_kind"),
    "copies": (_("Copie"), "number", 90, ""),
    "outreach_channel": (_("Canale"), "text", 160, "outreach_channel"),
    "reach": (_("Raggiunte"), "number", 100, ""),
}
_SUMMED = (
    "minors", "committed_cents", "paid_cents", "minutes", "adults", "estimated", "budget_cents", "allocated_cents",
    "planned_cents", "left_cents", "copies", "reach",
)  # fmt: skip
_WHO = {
    "house": _("Casa"),
    "managing_body": _("Ente"),
    "goal": _("Obiettivo"),
    "person_decision": _("Coppia"),
    "meeting": _("Incontro"),
    "training": _("Incontro"),
    "training_presence": _("Chi, e a che cosa"),
    "agreement": _("Accordo"),
    "partner": _("Partner"),
    "budget_line": _("Voce di costo"),
    "envelope": _("Busta"),
    "material": _("Materiale"),
    "material_delivery": _("Materiale"),
    "post": _("Pubblicazione"),
    "conference": _("Convegno"),
}


def table_columns(vault: Vault, report: Report, declared: Indicator, *, with_state: bool) -> list[Column]:
    """The columns of an indicator's rows; *with_state* says which category each of them is in."""
    table = declared.source.table
    columns = [] if table in _WITHOUT_DAY else [Column("on_date", _("Giorno"), "date", 104)]
    columns.append(Column("who", _WHO.get(table, _("Chi"))))
    if table not in _WITHOUT_HOUSE and not vault.house:
        names = report.labels["house"]
        columns.append(Column("house", _("Casa"), width=172, words=lambda code: names.get(code, code or "")))
    if with_state and declared.kind in _LISTED and declared.vocabulary != "house":
        columns.append(
            Column("state", _state_head(declared), width=200, words=_state_words(report, declared))
        )  # fmt: skip
    shown = {name for name, _unused in declared.facts}
    if with_state and declared.kind in _LISTED:
        shown -= {declared.vocabulary, "goal_state" if declared.id == "a2.goals" else ""}
    return columns + [_fact(vault, name) for name, _unused in declared.facts if name in shown]


def _state_head(declared: Indicator) -> str:
    if declared.id == "m.by_origin":
        return _("Paese d'origine")
    return {"month": _("Mese"), "country": _("Cittadinanza"), "age": _("Età")}.get(
        declared.vocabulary, _("Voce")
    )


def _state_words(report: Report, declared: Indicator) -> Callable[[Any], str]:
    def say(state: Any) -> str:
        codes = json.loads(state or "[]") if declared.many else [state]
        return ", ".join(said.label(report, declared.vocabulary, code) for code in codes)

    return say


def _fact(vault: Vault, name: str) -> Column:
    head, kind, width, vocabulary = _FACTS[name]
    if name == "answer_number":
        return Column(name, head, width=width, words=lambda value: "" if value is None else decimal(value))
    if not vocabulary:
        return Column(name, head, kind, width)
    terms = network.terms(vault, vocabulary)

    def say(value: Any) -> str:
        text = str(value or "")
        codes = json.loads(text) if text.startswith("[") else [text]
        return ", ".join(terms.get(code, code) for code in codes)

    return Column(name, head, width=width, words=say)


def source(vault: Vault, rows: Sequence[Row]) -> Source:
    """*rows* for a table: who they are about is asked for when they come into sight."""

    def page(offset: int, limit: int) -> list[dict[str, Any]]:
        part = rows[offset : offset + limit]
        return [
            {
                "id": row.record_id,
                "on_date": row.on_date,
                "house": row.house,
                "state": row.state,
                "who": about.words,
                "page": about.page,
                "argument": about.argument,
                **row.facts,
            }
            for row, about in zip(part, subjects(vault, part), strict=True)
        ]

    return Source(lambda: len(rows), page)


def sums(declared: Indicator, rows: Sequence[Row]) -> dict[str, Any] | None:
    """What the amounts of *rows* come to, so that they can be held against the figure; none without amounts."""
    names = [name for name, _unused in declared.facts if name in _SUMMED]
    if not names or not rows:
        return None
    return {"who": _("Totale"), **{name: sum(row.facts[name] or 0 for row in rows) for name in names}}
