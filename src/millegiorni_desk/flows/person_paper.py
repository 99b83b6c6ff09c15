"""The export of all that is held on a person as a paper that she can read; its words are in ``person_export.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.doti.accounts import NAMES
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.people.countries import italian_country_name
from millegiorni_desk.areas.people.languages import italian_language_name
from millegiorni_desk.areas.privacy.documents import PROJECT
from millegiorni_desk.areas.questions.answers import number_words
from millegiorni_desk.flows.person_export import PersonExport
from millegiorni_desk.network import service as network
from millegiorni_desk.network.vocabularies import OF_QUESTION, SHIPPED
from millegiorni_desk.paper import document as paper
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph
from millegiorni_desk.vault.vault import Vault

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def to_pdf(vault: Vault, export: PersonExport) -> bytes:
    """The export as A4 pages: who she is, household, accesses, pathways, doti, papers, history, what is not in it."""
    words = wording()
    place = network.house(vault, export.house).name if export.house else "Coordinamento"
    made = words["made"].format(day=_said(export.made_at), by=export.made_by, place=place)
    blocks: list[Block] = [Paragraph(made, "small"), Paragraph(words["rights"])]
    reader = _Reader(vault)
    for part in words["part"]:
        rows = export.records.get(part["table"], [])
        if rows:
            blocks += [Heading(part["title"]), Facts(list(reader.told(part, rows)))]
    if export.opened:
        blocks += [Heading(words["reserved"]), Facts([_opened(reader, one) for one in export.opened])]
    if export.accounts:
        blocks += [Heading(words["accounts"]), Facts([_account(reader, one) for one in export.accounts])]
    blocks += [Heading(words["history"]), *_history(reader, export)]
    blocks += [Heading(words["limits"]), *map(Paragraph, _limits(export))]
    return paper.pdf(Document(words["title"], ("it",), blocks, above=place, foot=PROJECT))


@cache
def wording() -> dict[str, Any]:
    """What is said on the paper: sentences, parts, columns and codes."""
    return tomllib.loads(resources.read_text("documents/person_export.toml"))


def skipped(table: str) -> frozenset[str]:
    """The columns of *table* that are the program's own and say nothing of her."""
    left_out: dict[str, list[str]] = wording()["skipped"]
    return frozenset(left_out["any"]) | frozenset(left_out.get(table, ()))


def _limits(export: PersonExport) -> list[str]:
    words = wording()
    told = list[str](words["not_included"])
    if export.reserved:
        one = export.reserved == 1
        told.insert(0, words["reserved_one" if one else "reserved_many"].format(n=export.reserved))
    return told


def _opened(reader: _Reader, one: Mapping[str, Any]) -> tuple[str, str]:
    """Whose a reserved record is, and what it says: by the columns it belongs to, or as a note."""
    part = next((part for part in wording()["part"] if part["table"] == one["table"]), None)
    stored = {name: json.dumps(v) if isinstance(v, list) else v for name, v in one["values"].items()}
    said = (
        reader.line({**part, "head": None}, stored) if part is not None and one["table"] != "person" else ""
    )
    return f"{part['title'] if part else ''}\n{one['by']}".strip(), said or " · ".join(
        map(_said, stored.values())
    )


def _account(reader: _Reader, one: Mapping[str, Any]) -> tuple[str, str]:
    """When an account was made and for whom, and what it told of her: each dote as the funder read it."""
    words = wording()["account"]
    to = words["to"].format(
        funder=one["funder"] or one["fund"]["name"], fund=one["fund"]["name"], start=_said(one["from"]),
        end=_said(one["to"]),
    )  # fmt: skip
    rows = []
    for row in one["rows"]:
        told = (
            _said(row["on"]),
            reader.word("expense", row["expense"]),
            format_euros(row["committed"]),
            row.get("documents", ""),
            words["by_name" if one["payees"] == NAMES else "by_code"].format(payee=row.get("payee", "")),
        )
        rows.append(" · ".join(part for part in told if part))
    return f"{_said(one['made_at'])}\n{one['made_by']}", "\n".join([to, *rows])


def _history(reader: _Reader, export: PersonExport) -> list[Block]:
    """Every later write: when and by whom, and what became what."""
    parts = {part["table"]: part for part in wording()["part"]}
    lines = []
    for change in export.history:
        part = parts.get(change["table"], {"table": change["table"], "title": change["table"], "columns": {}})
        told = reader.line(part, change["became"], empty="—")
        if told:
            lines.append((f"{_said(change['at'])}\n{change['by']}", f"{part['title']}: {told}"))
    return [Facts(lines)] if lines else [Paragraph(wording()["nothing_changed"])]


class _Reader:
    """Rows as they are stored, in words."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._codes: dict[str, Mapping[str, str]] = dict(wording()["codes"])
        self._codes["question"] = self._names("SELECT code AS id, label AS name FROM question")
        self._codes["service"] = self._names("SELECT id, name FROM service")
        self._codes["mediator"] = self._names("SELECT id, name FROM mediator")
        self._codes["line"] = self._names(
            "SELECT l.id, f.name || ', ' || l.name AS name FROM budget_line AS l JOIN fund AS f ON f.id = l.fund_id"
        )

    def _names(self, sql: str) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self._vault.query(sql)}

    def told(self, part: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """Label and value: one for each column, or in a list one for each record, the oldest first."""
        head = part.get("head")
        if head is None:
            for row in rows:
                yield from self._columns(part, row)
            return
        for row in sorted(rows, key=lambda one: (str(one[head] or ""), one["id"])):
            removed = f" ({wording()['removed']})" if row.get("voided") else ""
            yield f"{self.word(part.get('head_kind', ''), row[head]) or '—'}{removed}", self.line(part, row)

    def line(self, part: dict[str, Any], row: Mapping[str, Any], empty: str = "") -> str:
        """What *row* says beside its head; *empty* stands for a value that was taken away."""
        return " · ".join(f"{label}: {value}" for label, value in self._columns(part, row, empty))

    def _columns(
        self, part: dict[str, Any], row: Mapping[str, Any], empty: str = ""
    ) -> Iterator[tuple[str, str]]:
        known: dict[str, str] = part["columns"]
        unseen = skipped(part["table"]) | ({part["head"]} if part.get("head") and not empty else frozenset())
        # A column that a later version added is told too, under its own name.
        for column in [*known, *(one for one in row if one not in known)]:
            if column in row and column not in unseen:
                label, _, kind = known.get(column, column.replace("_", " ")).partition("|")
                if value := self._value(row, column, kind) or empty:
                    yield label, value

    def _value(self, row: Mapping[str, Any], column: str, kind: str) -> str:
        value = row[column]
        if value is None or value in ("", "[]"):
            return ""
        if column == "birth_date" and row.get("birth_precision") == "year":
            return str(wording()["year_only"].format(year=str(value)[:4]))
        if kind == "chosen":
            kind = f"{OF_QUESTION}{row.get('question', '')}"
        return ", ".join(self.word(kind, code) for code in _codes(kind, value))

    def word(self, kind: str, value: Any) -> str:
        """What a code of that kind, or a value, says."""
        match kind:
            case "yes":
                return "sì" if value else "no"
            case "euros":
                return format_euros(int(value))
            case "number":
                return number_words(float(value))
            case "size":
                return f"{max(1, round(int(value) / 1024))} kB"
            case "country":
                return italian_country_name(str(value))
            case "language":
                return italian_language_name(str(value))
        if kind and kind not in self._codes:
            known = kind in SHIPPED or kind.startswith(OF_QUESTION)
            self._codes[kind] = network.terms(self._vault, kind, italian=True) if known else {}
        return _said(self._codes[kind].get(str(value), value) if kind else value)


def _codes(kind: str, value: Any) -> list[Any]:
    """The codes in a column of several, or the one value there is; what someone wrote in brackets is no list."""
    if kind and isinstance(value, str) and value.startswith("["):
        with suppress(ValueError):
            return list(json.loads(value))
    return [value]


def _said(value: Any) -> str:
    """A day or an instant as people write it, anything else as it is."""
    text = "" if value is None else str(value)
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if _INSTANT.fullmatch(text):
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()
        return f"{at:%d/%m/%Y, %H:%M}"
    return text
