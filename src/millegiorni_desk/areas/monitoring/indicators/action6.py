"""Action 6, communication: its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.indicators.programme_sources import (
    CHANNELS,
    CONFERENCES,
    DELIVERIES,
    MATERIAL_TYPES,
    MATERIALS,
    POSTS,
)
from millegiorni_desk.language import N_

_MATERIAL_FACTS = (("material_kind", "m.kind"), ("copies", "m.copies"))
_POST_FACTS = (("outreach_channel", "p.channel"), ("reach", "p.reach"))

INDICATORS = (
    Indicator(
        id="a6.material_types",
        title=N_("Tipi di materiale stampato"),
        meaning=N_("Quanti tipi diversi di materiale si sono stampati nel periodo."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=MATERIAL_TYPES,
        facts=_MATERIAL_FACTS,
    ),
    Indicator(
        id="a6.copies",
        title=N_("Copie stampate"),
        meaning=N_("La somma delle tirature dei materiali stampati nel periodo."),
        unit=Unit.COUNT,
        kind=Kind.TOTAL,
        source=MATERIALS,
        amount="m.copies",
        facts=_MATERIAL_FACTS,
    ),
    Indicator(
        id="a6.delivered",
        title=N_("Copie consegnate"),
        meaning=N_("Quante copie sono state portate nelle Case o in altri luoghi nel periodo."),
        unit=Unit.COUNT,
        kind=Kind.TOTAL,
        source=DELIVERIES,
        amount="d.copies",
        facts=(("copies", "d.copies"),),
    ),
    Indicator(
        id="a6.channels",
        title=N_("Canali digitali"),
        meaning=N_(
            "Canali digitali con almeno una pubblicazione nel periodo. Stampa e radio, e ciò che sta sotto «Altro», "
            "non contano."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=CHANNELS,
        facts=_POST_FACTS,
    ),
    Indicator(
        id="a6.conferences",
        title=N_("Convegni come relatrici o relatori"),
        meaning=N_(
            "Convegni già tenuti nel periodo in cui il progetto ha parlato; quelli in sala non contano. Valgono per "
            "tutta la rete."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=CONFERENCES,
        where="c.role <> 'listener'",
        on_map=False,
    ),
    Indicator(
        id="a6.posts",
        title=N_("Pubblicazioni"),
        meaning=N_("Pubblicazioni del periodo su tutti i canali."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=POSTS,
        facts=_POST_FACTS,
    ),
    Indicator(
        id="a6.reach",
        title=N_("Persone raggiunte"),
        meaning=N_(
            "La somma di quante persone hanno visto ogni pubblicazione del periodo: chi ne vede più d'una conta ogni "
            "volta. Le pubblicazioni di cui non si sa sono contate a parte."
        ),
        unit=Unit.PEOPLE,
        kind=Kind.TOTAL,
        source=POSTS,
        state="CASE WHEN p.reach IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="p.reach",
        facts=_POST_FACTS,
    ),
    Indicator(
        id="a6.by_material",
        title=N_("Copie per tipo di materiale"),
        meaning=N_("I materiali stampati nel periodo e le loro copie, per tipo."),
        unit=Unit.COUNT,
        kind=Kind.MEASURED,
        source=MATERIALS,
        state="CASE m.kind WHEN '' THEN 'unknown' ELSE m.kind END",
        amount="m.copies",
        measures=("materials", "copies"),
        vocabulary="material_kind",
        facts=_MATERIAL_FACTS,
    ),
    Indicator(
        id="a6.by_channel",
        title=N_("Pubblicazioni per canale"),
        meaning=N_(
            "Le pubblicazioni del periodo e quante persone hanno raggiunto, per canale. Quelle di cui non si sa non ne "
            "danno."
        ),
        unit=Unit.COUNT,
        kind=Kind.MEASURED,
        source=POSTS,
        state="CASE p.channel WHEN '' THEN 'unknown' ELSE p.channel END",
        amount="p.reach",
        measures=("posts", "reach"),
        vocabulary="outreach_channel",
        facts=_POST_FACTS,
    ),
)
