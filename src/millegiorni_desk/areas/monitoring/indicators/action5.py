"""Action 5, coordination: what the funders give and what became of it; its indicators.

Money is told as it stands on the last day of the period, of the grants that run in the period. For every budget line
``allocated = planned + committed + left``. What is paid is still ``committed`` here; ``areas.doti.remaining`` calls so
only the part that is owed, and its ``left`` is the same as here.
"""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Source, Unit
from millegiorni_desk.areas.monitoring.indicators.programme_sources import (
    ENVELOPES,
    FUNDER,
    GRANTED,
    LINES,
    PARTNERS,
)
from millegiorni_desk.language import N_

_DOTE_FACTS = (("line", "l.name"), ("committed_cents", "e.committed"), ("paid_cents", "e.paid"))
_LINE_FACTS = (("funder", "COALESCE(u.name, f.funder)"), ("budget_cents", "l.budget_cents"))
_ENVELOPE_FACTS = (
    ("allocated_cents", "e.allocated"),
    ("planned_cents", "e.planned"),
    ("left_cents", "e.remaining"),
)
_FACTS = {GRANTED: _DOTE_FACTS, LINES: _LINE_FACTS, ENVELOPES: _ENVELOPE_FACTS}
_BY = {
    "funder": (FUNDER, "funder"),
    "line": ("COALESCE(l.id, 'unknown')", "line"),
    "house": ("e.house", "house"),
}


def _total(
    name: str, title: str, meaning: str, source: Source, amount: str, *, state: str = "'yes'"
) -> Indicator:
    return Indicator(
        id=f"a5.{name}",
        title=title,
        meaning=meaning,
        unit=Unit.CENTS,
        kind=Kind.TOTAL,
        source=source,
        state=state,
        amount=amount,
        facts=_FACTS[source],
        on_map=False,
    )


def _by(
    name: str, title: str, meaning: str, source: Source, amounts: tuple[str, str], measures: tuple[str, ...]
) -> Indicator:
    state, vocabulary = _BY[name.rpartition("by_")[2]]
    return Indicator(
        id=f"a5.{name}",
        title=title,
        meaning=meaning,
        unit=Unit.CENTS,
        kind=Kind.MEASURED,
        source=source,
        state=state,
        amount=amounts[0],
        other_amount=amounts[1],
        measures=measures,
        vocabulary=vocabulary,
        facts=_FACTS[source],
        on_map=False,
    )


_SPENT = (GRANTED, ("e.committed", "e.paid"), ("doti", "committed", "paid"))
_LEFT = (ENVELOPES, ("e.allocated", "e.remaining"), ("envelopes", "allocated", "left"))
_GIVEN = (LINES, ("l.budget_cents", "CAST(NULL AS INTEGER)"), ("lines", "budget"))

INDICATORS = (
    _total(
        "budget",
        N_("Euro dei finanziatori"),
        N_(
            "Quanto danno i finanziatori per le voci di costo, per tutta la rete. Le voci senza importo "
            "sono contate a parte. Valgono i finanziamenti aperti nel periodo."
        ),
        LINES,
        "l.budget_cents",
        state="CASE WHEN l.budget_cents IS NULL THEN 'unknown' ELSE 'yes' END",
    ),
    _total(
        "allocated",
        N_("Euro assegnati alle Case"),
        N_(
            "Quanto è stato messo nelle buste delle Case, tolto ciò che è stato ripreso. Come sta "
            "l'ultimo giorno del periodo, per i finanziamenti aperti nel periodo."
        ),
        ENVELOPES,
        "e.allocated",
    ),
    _total(
        "committed",
        N_("Euro impegnati dei finanziamenti"),
        N_(
            "Quanto le Case hanno impegnato, pagato o no, tolto ciò che è stato annullato o restituito. "
            "Come sta l'ultimo giorno del periodo, per i finanziamenti aperti nel periodo."
        ),
        GRANTED,
        "e.committed",
    ),
    _total(
        "paid",
        N_("Euro pagati dei finanziamenti"),
        N_(
            "Quanto è stato pagato, tolto ciò che è tornato indietro. Come sta l'ultimo giorno del "
            "periodo, per i finanziamenti aperti nel periodo."
        ),
        GRANTED,
        "e.paid",
    ),
    _total(
        "planned",
        N_("Euro in attesa di una seconda firma"),
        N_(
            "Quanto è messo da parte per doti che aspettano una seconda persona. Come sta l'ultimo giorno "
            "del periodo, per i finanziamenti aperti nel periodo."
        ),
        ENVELOPES,
        "e.planned",
    ),
    _total(
        "left",
        N_("Euro ancora da impegnare"),
        N_(
            "Quanto resta nelle buste delle Case: gli assegnati, meno gli impegnati e quelli in attesa. "
            "Come sta l'ultimo giorno del periodo, per i finanziamenti aperti nel periodo."
        ),
        ENVELOPES,
        "e.remaining",
    ),
    Indicator(
        id="a5.partners",
        title=N_("Partner del progetto"),
        meaning=N_(
            "Partner con cui si è lavorato in almeno un giorno del periodo, di qualunque tipo. Valgono per tutta la "
            "rete."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=PARTNERS,
        facts=(("partner_kind", "w.kind"), ("since", "w.since"), ("until", "w.until")),
        on_map=False,
    ),
    _by(
        "by_funder",
        N_("Impegnati e pagati per finanziatore"),
        N_(
            "Doti, euro impegnati e pagati. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_SPENT,
    ),
    _by(
        "by_line",
        N_("Impegnati e pagati per voce di costo"),
        N_(
            "Doti, euro impegnati e pagati. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_SPENT,
    ),
    _by(
        "by_house",
        N_("Impegnati e pagati per Casa"),
        N_(
            "Doti, euro impegnati e pagati. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_SPENT,
    ),
    _by(
        "left_by_funder",
        N_("Assegnati e restanti per finanziatore"),
        N_(
            "Buste, euro assegnati e restanti. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_LEFT,
    ),
    _by(
        "left_by_line",
        N_("Assegnati e restanti per voce di costo"),
        N_(
            "Buste, euro assegnati e restanti. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_LEFT,
    ),
    _by(
        "left_by_house",
        N_("Assegnati e restanti per Casa"),
        N_(
            "Buste, euro assegnati e restanti. Come sta l'ultimo giorno del periodo, per i finanziamenti "
            "aperti nel periodo."
        ),
        *_LEFT,
    ),
    _by(
        "budget_by_funder",
        N_("Euro per finanziatore"),
        N_("Le voci di costo dei finanziamenti aperti nel periodo, e quanto il finanziatore dà."),
        *_GIVEN,
    ),
    _by(
        "budget_by_line",
        N_("Euro per voce di costo"),
        N_("Quanto i finanziatori danno per ogni voce dei finanziamenti aperti nel periodo."),
        *_GIVEN,
    ),
)
