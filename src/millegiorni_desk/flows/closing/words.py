"""The words of minutes on paper and in workbooks: Italian in every language, as all that the network files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Kind, Unit
from millegiorni_desk.flows.closing.books import HouseBooks, Moved

TITLE = "Verbale di fusione"
BLANKED = "cancellata"
NETWORK = "Tutta la rete"
NOTHING = "–"

TABLES: Mapping[str, str] = MappingProxyType(
    {
        "access": "Accessi", "person": "Persone (schede)", "pathway": "Percorsi", "dote": "Doti",
        "ledger_entry": "Movimenti del libro mastro", "receipt": "Ricevute", "receipt_event": "Fatti delle ricevute",
        "dote_approval": "Conferme di doti", "expense_document": "Documenti di spesa", "child": "Figlie e figli",
        "phone": "Altri telefoni", "relative": "Familiari", "person_answer": "Risposte", "attachment": "Documenti",
        "attachment_part": "Pezzi di documenti", "goal": "Obiettivi", "goal_step": "Passi di obiettivi",
        "intervention": "Interventi", "wellbeing": "Voti di benessere", "outside_score": "Punteggi di altri servizi",
        "appointment": "Appuntamenti", "pathway_note": "Note sui percorsi", "hand_over": "Passaggi di percorsi",
        "mediator": "Mediatrici", "mediation": "Mediazioni", "mediation_session": "Incontri di mediazione",
        "referral": "Invii", "service": "Servizi", "card_merge": "Schede unite", "notice": "Informative",
        "notice_given": "Informative consegnate", "consent": "Consensi", "file_share": "Fascicoli condivisi",
        "linkage_key": "Chiavi di collegamento", "person_encoding": "Codici di persone",
        "retention_rule": "Regole di conservazione",
        "retention_review": "Conservazioni riviste", "breach": "Violazioni di dati",
        "entitlement": "Diritti e appuntamenti", "entitlement_state": "Diritti e appuntamenti di lei",
        "house": "Case", "managing_body": "Enti gestori", "fund": "Fondi", "funder": "Chi finanzia",
        "budget_line": "Voci di spesa", "term": "Voci d'elenco", "desk_user": "Utenti",
        "person_decision": "Decisioni su due persone", "conflict_decision": "Decisioni su differenze",
        "erasure": "Cancellazioni", "sealed": "Parti riservate", "sealed_key": "Chiavi di parti riservate",
        "question": "Domande della rete", "question_answer": "Risposte a domande della rete",
        "statistical_person": "Conteggi di chi è stata cancellata",
    }
)  # fmt: skip
"""What the records of a table are called, several of them."""

ACCOUNTS = {
    "available": "Disponibile", "planned": "In attesa di conferma", "committed": "Da pagare", "paid": "Pagato",
}  # fmt: skip
VERDICTS = {
    "same": "la stessa persona", "different": "persone diverse", "unsure": "in dubbio", "withdrawn": "annullata",
}  # fmt: skip
CHOICES = {
    "keep": "tenuta quella che valeva", "earlier": "tenuta la prima", "later": "tenuta la seconda",
    "other": "scritto un altro valore",
}  # fmt: skip
ALARMS = {
    "document": "Stesso documento due volte", "kit": "Kit due volte", "cap": "Oltre il massimo",
    "period": "Fuori dal periodo del fondo", "expense": "Spesa non coperta", "overdrawn": "Busta scoperta",
    "paid_twice": "Pagata due volte", "approval": "Senza conferma",
    "refund": "Rimborso oltre il documento", "moved": "Fondo cambiato due volte",
}  # fmt: skip


def month(code: str) -> str:
    """``novembre 2025`` of ``2025-11``."""
    return f"{wording.MONTHS[int(code[5:]) - 1]} {code[:4]}"


def name(content: Mapping[str, Any]) -> str:
    """``Verbale di fusione n. 1, novembre 2025``."""
    return f"{TITLE} n. {content['number']}, {month(content['month'])}"


def file_name(month_: str, number: int, ending: str) -> str:
    """``verbale-2025-11-n1.pdf``."""
    return f"verbale-{month_}-n{number}.{ending}"


def moment(iso: str) -> str:
    """An instant as ``23/11/2025 14:32``, in the time of this place; a dash where there is none."""
    return f"{datetime.fromisoformat(iso).astimezone():%d/%m/%Y %H:%M}" if iso else NOTHING


def day(iso: str) -> str:
    """``2025-11-23`` as ``23/11/2025``; a dash where there is none."""
    return "/".join(reversed(iso.split("-"))) if iso else NOTHING


def house(one: HouseBooks) -> str:
    """The house's name, or that it is the network's."""
    return one.name if one.house else NETWORK


def signed(value: int) -> str:
    """A count of what came, with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{wording.number(abs(value))}"


def outcome(content: Mapping[str, Any]) -> str:
    """Whether the books balance, in a sentence."""
    if content["balances"]:
        return (
            "Quadra: per ogni Casa quello che c'era più quello che è arrivato è quello che c'è, nelle registrazioni e "
            "nei centesimi; e tutto quello che è stato consegnato è nell'archivio."
        )
    return "NON QUADRA: qualcosa manca o è di troppo. Che cosa, sta scritto qui sotto."


def facts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands at the head of minutes."""
    before = content["previous"]
    told = [
        ("Rete", content["network"]["name"]),
        ("Mese", month(content["month"])),
        ("Fatto il", moment(content["made_at"])),
        ("Da", f"{content['made_by']} · {content['device']}"),
        (
            "Si conta da",
            f"verbale n. {before['number']} di {month(before['month'])}, del {moment(before['made_at'])}"
            if before
            else "l'inizio: è il primo verbale",
        ),
    ]
    told += [
        (f"Riaperto dopo il n. {one['number']}", f"{moment(one['at'])}, {one['by']}: {one['reason']}")
        for one in content["reopened"]
    ]
    left = sum(one.get("withdrawn", 0) for one in content["houses"])
    if left:
        told.append(
            (
                "Ritirate",
                f"{wording.number(left)} {'riga' if left == 1 else 'righe'} che una postazione tolta dalla rete aveva "
                "scritto dopo l'ultimo suo pacchetto accettato",
            )
        )
    waiting = content["open"]
    told.append(
        (
            "Restano aperte",
            f"{waiting['differences']} differenze, {waiting['people']} coppie di persone da rivedere",
        )
    )
    return told


def tables(one: HouseBooks) -> Iterator[tuple[str, Moved]]:
    """The tables of a house in which anything is or was, the main ones first, in words."""
    known = list(TABLES)
    for table in sorted(one.records, key=lambda name: known.index(name) if name in known else len(known)):
        if any(vars(one.records[table]).values()):
            yield TABLES.get(table, table), one.records[table]


def hers(row: Mapping[str, Any], key: str) -> str:
    """What a row says of her; of one that was blanked, that it was."""
    part = row["hers"]
    return BLANKED if isinstance(part, str) else str(part[key]) or NOTHING


def kept_and_discarded(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers of a difference that do not hold, each with who gave it, where and when."""
    return [
        (hers(row, side), f"{row[side]['source']}, {moment(row[side]['at'])}")
        for side in ("first", "second")
        if row["holds"] != side
    ]


def decided(row: Mapping[str, Any]) -> str:
    """Who decided, or that nobody has and the later answer holds meanwhile."""
    return (
        f"{row['decided_by']}, {moment(row['decided_at'])}"
        if row["decided_by"]
        else "nessuno ancora: vale l'ultima"
    )


def figures(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The figures that are one number: id, title, and the value in words."""
    told = json.loads(content["figures"])
    # Minutes from before there were intervals hold none.
    between = json.loads(content.get("intervals", "{}"))
    for key, declared in INDICATORS.items():
        value = told.get(key)
        if key not in told or declared.kind in (Kind.CATEGORIES, Kind.MEASURED):
            continue
        yield key, declared.title, _figure(declared.unit, value, between.get(key, {}))


def plain(value: float | int | None, money: bool = False) -> str:
    """A number of a figure as it is read, with euros where it is *money*; a dash where there is none."""
    if value is None:
        return NOTHING
    if money:
        return format_euros(round(value * 100))
    whole = int(value) if value == int(value) else value
    return f"{whole:,}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def signed_plain(value: float | int, money: bool = False) -> str:
    """The same with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{plain(abs(value), money)}"


def _figure(unit: Unit, value: Any, between: Mapping[str, Any]) -> str:
    if isinstance(value, dict):
        n, out_of = (
            wording.number(value[part]) + _between(between.get(part), money=False) for part in ("n", "N")
        )
        return f"{n} su {out_of}"
    money = unit is Unit.CENTS
    return plain(value, money) + _between(between, money=money)


def _between(interval: Mapping[str, Any] | None, *, money: bool) -> str:
    """`` (310–312)`` where pairs of records were waiting, as ``monitoring`` tells it."""
    return f" ({plain(interval['low'], money)}–{plain(interval['high'], money)})" if interval else ""
