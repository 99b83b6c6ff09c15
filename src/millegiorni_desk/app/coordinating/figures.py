"""The figures that a target or a note may be about, in words; and a target's value as it is typed."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from millegiorni_desk.areas.monitoring import indicators
from millegiorni_desk.areas.monitoring.indicators.ages import AGE_BANDS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.vocabularies import OF_QUESTION, SHIPPED
from millegiorni_desk.ui.parsing import money, number, parse_money

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

_LISTED = (Kind.CATEGORIES, Kind.MEASURED)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+", re.ASCII)
_HOURS = re.compile(r"(\d{1,6})(?:,(\d{1,2}))?", re.ASCII)


def options(vault: Vault) -> list[tuple[str, str]]:
    """Every figure, as a choice."""
    return [(declared.id, _(declared.title)) for declared in indicators.of(vault).values()]


def aimed(vault: Vault) -> list[tuple[str, str]]:
    """The figures that may have a target: those of categories only where the categories can be named here."""
    return [
        (declared.id, _(declared.title))
        for declared in indicators.of(vault).values()
        if declared.kind not in _LISTED or _nameable(declared.vocabulary)
    ]


def title_of(vault: Vault, indicator: str) -> str:
    """What a figure is called; nothing for none, and for one of a newer program."""
    declared = indicators.of(vault).get(indicator)
    return _(declared.title) if declared is not None else ""


def categories(vault: Vault, indicator: str) -> list[tuple[str, str]]:
    """The categories of a figure, as a choice; none where it has one value."""
    declared = indicators.of(vault).get(indicator)
    if declared is None or declared.kind not in _LISTED:
        return []
    if declared.vocabulary == "age":
        return [(code, _(words)) for code, (_from, _to, words) in AGE_BANDS.items()]
    return list(network.terms(vault, declared.vocabulary).items())


def _nameable(vocabulary: str) -> bool:
    return vocabulary in SHIPPED or vocabulary.startswith(OF_QUESTION) or vocabulary == "age"


def unit_words(declared: Indicator) -> str:
    """In what a target of that figure is written."""
    if declared.kind is Kind.SHARE:
        return _("In percento.")
    if declared.unit is Unit.CENTS and declared.kind not in _LISTED:
        return _("In euro.")
    return _("In ore.") if declared.unit is Unit.HOURS and declared.kind not in _LISTED else ""


def typed(declared: Indicator, value: int) -> str:
    """A target's value as it stands in its field."""
    if declared.kind is not Kind.SHARE and declared.kind not in _LISTED:
        if declared.unit is Unit.CENTS:
            return money(value)
        if declared.unit is Unit.HOURS:
            return f"{value / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return number(value)


def read_value(declared: Indicator, text: str) -> int:
    """A target's value: a number, cents, minutes or whole per cent. Raises ``InvalidValue``."""
    words = text.strip().removesuffix("%").removesuffix("€").strip()
    amounts = declared.kind not in (Kind.SHARE, *_LISTED)
    if amounts and declared.unit is Unit.CENTS:
        return parse_money(words) or 0
    if amounts and declared.unit is Unit.HOURS:
        found = _HOURS.fullmatch(words.replace(".", ""))
        if found is None:
            raise InvalidValue(_("Scrivi le ore così: 130, o 12,5."), "value")
        hours = Decimal(f"{found[1]}.{found[2] or 0}")
        return int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))
    if not _NUMBER.fullmatch(words):
        raise InvalidValue(_("Qui va un numero, come 12."), "value")
    value = int(words.replace(".", ""))
    if declared.kind is Kind.SHARE and value > 100:
        raise InvalidValue(_("Una percentuale non supera 100."), "value")
    return value
