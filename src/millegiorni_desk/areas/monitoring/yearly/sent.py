"""Reports as they were sent: kept in the vault that made them, signed, and compared with what is counted now.

A copy is the canonical JSON of its figures and of what they were called then; no record and no person is in it, so the
erasure of a woman changes nothing there. The device's key, the one that signs bundles, signs the digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.monitoring import indicators, service
from millegiorni_desk.areas.monitoring.disclosure import publishable
from millegiorni_desk.areas.monitoring.figures import Categories, Figure, Measured
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.records import SentReport
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.yearly import stored
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.language import CODE, _
from millegiorni_desk.vault import audit, signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.signed_content import ALTERED, INTACT, UNKNOWN, UNSIGNED, Signed
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import canonical

FORMAT = "millegiorni report 1"
Progress = Callable[[int, int, str], object]

_DOMAIN = b"millegiorni report 1\0"


@dataclass(frozen=True)
class Copy:
    """A kept copy in the list of them."""

    id: str
    period: Period
    house: str
    published: bool
    made_at: str
    made_by: str
    sent_to: str
    note: str


@dataclass(frozen=True)
class Verdict:
    """Whether a copy is what was signed: ``intact``, ``altered``, ``unsigned`` (no keys then), ``unknown`` signer."""

    state: str
    digest: str
    signer: str


@dataclass(frozen=True)
class Change:
    """A figure, or one of its categories (``label``), that is not what it was: the words of both.

    ``code`` is the category's; ``declared`` is none where the figure is no longer counted.
    """

    indicator_id: str
    title: str
    code: str
    label: str
    was: str
    now: str
    declared: Indicator | None


def freeze(vault: Vault, report: Report, sent_to: str = "", note: str = "") -> SentReport:
    """Keep *report* as it is sent, signed with this device's key. Nothing changes it afterwards."""
    vault.require(Permission.REPORT)
    made = audit.now()
    own = signed_content.identity(vault)
    content = {
        "format": FORMAT,
        **stored.to_json(report),
        "network": own.network if own else "",
        "made_at": made,
        "made_by": vault.user_name,
    }
    signed = signed_content.sign(vault, _DOMAIN, _digest(content))
    with vault.save("report.freeze", rows=len(report.figures)) as session:
        kept = SentReport(
            period_from=report.period.start,
            period_to=report.period.end,
            house=report.house,
            child_months=report.child_months,
            published=report.published,
            made_at=made,
            made_by=vault.user_name,
            sent_to=" ".join(sent_to.split()),
            content=canonical.encode(content).decode(),
            digest=signed.digest,
            signer=signed.signer,
            signature=signed.signature,
            note=" ".join(note.split()),
        )
        session.add(kept)
    return kept


def _digest(content: Mapping[str, Any]) -> str:
    return signed_content.digest(content, ())


def copies(vault: Vault) -> list[Copy]:
    """The copies kept here, the newest first."""
    vault.require(Permission.REPORT)
    with vault.read() as session:
        newest = (col(SentReport.made_at).desc(), col(SentReport.id).desc())
        found = session.exec(select(SentReport).order_by(*newest)).all()
    return [
        Copy(
            one.id, Period(one.period_from, one.period_to), one.house, one.published, one.made_at,
            one.made_by, one.sent_to, one.note,
        )
        for one in found
    ]  # fmt: skip


def verify(vault: Vault, copy_id: str) -> Verdict:
    """Whether the copy is word for word what was signed, and by whom. Raises ``NotFound``."""
    vault.require(Permission.REPORT)
    kept = vault.get(SentReport, copy_id)
    signed = Signed(kept.digest, kept.signer, kept.signature)
    try:
        content = json.loads(kept.content)
        found = _digest(content) if _fits(kept, content) else ""
    except (ValueError, KeyError, TypeError):
        return Verdict(ALTERED, kept.digest, "")
    state, signer = signed_content.state(vault, _DOMAIN, signed, found)
    return Verdict(state, kept.digest, signer)


def _fits(kept: SentReport, content: Mapping[str, Any]) -> bool:
    """Whether what the list says of a copy is what is signed in it."""
    said = (content["from"], content["to"], content["house"], content["published"], content["made_at"])
    return said == (
        kept.period_from.isoformat(), kept.period_to.isoformat(), kept.house, kept.published, kept.made_at,
    )  # fmt: skip


def opened(vault: Vault, copy_id: str) -> Report:
    """The report as it was sent. Raises ``NotFound``."""
    vault.require(Permission.REPORT)
    return stored.from_json(json.loads(vault.get(SentReport, copy_id).content))


def recomputed(vault: Vault, copy_id: str, progress: Progress = lambda done, total, words: None) -> Report:
    """The report of the same period and house, as it is counted now."""
    vault.require(Permission.REPORT)
    kept = vault.get(SentReport, copy_id)
    found = service.compute(
        vault,
        kept.period_from,
        kept.period_to,
        house=kept.house,
        child_months=kept.child_months,
        progress=progress,
    )
    return publishable(found) if kept.published else found


def changes(vault: Vault, copy_id: str, progress: Progress = lambda done, total, words: None) -> list[Change]:
    """What is not as it was sent, in the order of the figures. Raises ``NotFound`` and what counting raises."""
    then, now = opened(vault, copy_id), recomputed(vault, copy_id, progress)
    known = indicators.of(vault)
    names = [*now.figures, *(name for name in then.figures if name not in now.figures)]
    return [
        change
        for name in names
        if then.figures.get(name) != now.figures.get(name)
        for change in _changes(name, known.get(name) or then.declared[name], then, now)
    ]


def _changes(name: str, declared: Indicator, then: Report, now: Report) -> Iterator[Change]:
    tongue = Tongue(CODE)
    title = tongue.say(declared.title)
    was, is_ = then.figures.get(name), now.figures.get(name)
    still = declared if name in now.figures else None
    before, after = _told(tongue, declared, was), _told(tongue, declared, is_)
    for code in dict.fromkeys((*after, *before)):
        if before.get(code, "") != after.get(code, ""):
            report = now if code in now.labels.get(declared.vocabulary, {}) else then
            label = tongue.label(report, declared.vocabulary, code) if code else ""
            yield Change(name, title, code, label, before.get(code, ""), after.get(code, ""), still)


def _told(tongue: Tongue, declared: Indicator, figure: Figure | None) -> dict[str, str]:
    """What a figure says by category code; under an empty code where it has one value."""
    match figure:
        case None:
            return {}
        case Categories(numbers=numbers, hidden=hidden, intervals=intervals):
            shown = {
                code: tongue.number(number) + tongue.between(intervals.get(code))
                for code, number in numbers.items()
                if number
            }
            return shown | dict.fromkeys(sorted(hidden), "•")
        case Measured(measures=measures, hidden=hidden):
            told = {
                code: " · ".join(
                    [
                        tongue.number(one.number),
                        *(tongue.measure(name, one) for name in declared.measures[1:]),
                    ]
                )
                for code, one in measures.items()
            }
            return told | dict.fromkeys(sorted(hidden), "•")
    unknown = tongue.unknown(figure)
    known = [tongue.value(declared, figure), tongue.out_of(figure)]
    told_unknown = _("non si sa: {n}").format(n=unknown) if unknown else ""
    return {"": " · ".join(part for part in (*known, told_unknown) if part)}


def state_words(verdict: Verdict) -> str:
    """What a verdict says, in a sentence."""
    return {
        INTACT: _("Intatta: è parola per parola quella firmata da {signer}."),
        ALTERED: _("Cambiata: non è più quella che fu firmata. Non usarla; rifai la relazione dal registro."),
        UNSIGNED: _("Intatta, ma senza firma: questo archivio non era ancora in una rete."),
        UNKNOWN: _("Intatta, ma di un dispositivo che la rete non conosce: sincronizza e riprova."),
    }[verdict.state].format(signer=verdict.signer)
