"""The minutes as a workbook: whoever adds up before and what arrived sees, by formula, that it is what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from millegiorni_desk.flows.closing import books, copies, minutes, words
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FIRST = 5


class _Formula(str):
    """Ours; whatever else is text stays text, also what begins like a formula."""


Cells = Sequence[str | int | float]


def minutes_workbook(vault: Vault, closing_id: str) -> bytes:
    """The minutes as the bytes of an .xlsx file, as they were signed. Raises ``NotFound`` and ``NotAllowed``."""
    from openpyxl import Workbook

    content, kept = copies.content(vault, closing_id), copies.record(vault, closing_id)
    houses = [books.from_json(one) for one in content["houses"]]
    book = Workbook()
    _front(book.active, content, minutes.faults_of(vault, content), kept.digest, kept.signature)
    add = _adder(book, words.name(content))
    add(
        "Prima e dopo",
        ("Casa", "Che cosa", "Prima", "Arrivate", "Ora", "Differenza"),
        (26, 34, 12, 12, 12, 12),
        [
            (
                words.house(one),
                label,
                moved.before,
                moved.arrived,
                moved.after,
                _Formula("=C{row}+D{row}-E{row}"),
            )
            for one in houses
            for label, moved in words.tables(one)
        ],
    )
    add(
        "Euro",
        ("Casa", "Conto", "Prima", "Entrati", "Usciti", "Ora", "Differenza"),
        (26, 26, 15, 15, 15, 15, 12),
        [
            (
                words.house(one),
                words.ACCOUNTS[account],
                *_euros(c),
                _Formula("=ROUND(C{row}+D{row}-E{row}-F{row},2)"),
            )
            for one in houses
            for account, c in one.euros.items()
        ],
        euros=True,
    )
    add(
        "Modifiche",
        ("Casa", "Prima", "Arrivate", "Qui", "Consegnate", "Differenza"),
        (26, 12, 12, 12, 12, 12),
        [
            (
                words.house(one),
                one.rows.before,
                one.rows.arrived,
                one.rows.after,
                one.handed,
                _Formula("=D{row}-E{row}"),
            )
            for one in houses
        ],
    )
    _lists(add, content)
    return to_bytes(book)


Add = Callable[..., None]


def _adder(book: Workbook, under: str) -> Add:
    def add(
        title: str, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Cells], euros: bool = False
    ) -> None:
        sheet = book.create_sheet(title)
        spreadsheet.title(sheet, title, under)
        spreadsheet.columns(sheet, widths)
        found = list(rows)
        figures = [at for at, value in enumerate(found[0]) if _is_number(value)] if found else []
        first, last = (figures[0], figures[-1] + 1) if figures else (0, 0)
        spreadsheet.head(sheet, _FIRST - 1, heads, range(first, last))
        for at, row in enumerate(found, start=_FIRST):
            _fill(sheet, at, row, spreadsheet.EUROS if euros else spreadsheet.WHOLE)
        sheet.freeze_panes = f"A{_FIRST}"
        spreadsheet.page(sheet, under, f"{_FIRST - 1}:{_FIRST - 1}")

    return add


def _is_number(value: str | int | float) -> bool:
    return isinstance(value, _Formula) or not isinstance(value, str)


def _fill(sheet: Worksheet, at: int, row: Cells, form: str) -> None:
    for column, value in enumerate(row, start=1):
        cell = sheet.cell(at, column)
        if isinstance(value, _Formula):
            spreadsheet.number(cell, value.format(row=at), form)
        elif isinstance(value, str):
            spreadsheet.text(cell, value)
        else:
            spreadsheet.number(cell, value, form)


def _euros(cents: books.Cents) -> tuple[float, ...]:
    return tuple(value / 100 for value in (cents.before, cents.into, cents.out, cents.after))


def _front(
    sheet: Worksheet, content: Mapping[str, Any], faults: Sequence[str], digest: str, signature: str
) -> None:
    sheet.title = "Verbale"
    spreadsheet.title(sheet, words.TITLE, words.name(content))
    spreadsheet.columns(sheet, (34, 100))
    told = [
        *words.facts(content),
        ("Esito", words.outcome(content)),
        *(("", sentence) for sentence in faults),
        ("Stato dell'archivio (SHA-256)", content["state_digest"]),
        ("Registro delle modifiche (SHA-256)", content["log_digest"]),
        ("Questo verbale (SHA-256)", digest),
        ("Firma Ed25519", signature),
    ]
    for at, (label, value) in enumerate(told, start=_FIRST - 1):
        named = spreadsheet.style(spreadsheet.text(sheet.cell(at, 1), label), colour=spreadsheet.MUTED)
        spreadsheet.align(named)
        spreadsheet.align(spreadsheet.text(sheet.cell(at, 2), value))
        spreadsheet.fit(sheet, at, (value, 100))
    spreadsheet.page(sheet, words.name(content))


def _lists(add: Add, content: Mapping[str, Any]) -> None:
    """The lists: deliveries, values, decisions, people, alarms, figures."""
    names = {one["house"]: one["name"] or words.NETWORK for one in content["houses"]}
    add(
        "Consegne",
        ("Casa", "Postazione", "Pacchi", "Ultima consegna", "Dati fino al", "Che cosa manca"),
        (26, 24, 9, 18, 14, 60),
        [
            (one["house"], one["device"], one["bundles"], words.moment(one["last"]), words.day(one["through"]),
             one["missing"])
            for one in content["deliveries"]
        ],
    )  # fmt: skip
    add(
        "Valori scartati",
        ("Casa", "Di che cosa", "Di chi", "Campo", "Scartato", "Scritto da, dove, quando", "Vale", "Deciso da"),
        (20, 20, 26, 22, 26, 46, 26, 30),
        [
            (names.get(row["house"], row["house"]), row["record"], words.hers(row, "whose"), row["field"], value,
             source, words.hers(row, "holds"), words.decided(row))
            for row in content["discarded"]
            for value, source in words.kept_and_discarded(row)
        ],
    )  # fmt: skip
    add(
        "Decisioni",
        ("Quando", "Chi", "Di che cosa", "Di chi", "Campo", "Decisione"),
        (18, 22, 22, 28, 24, 36),
        [
            (words.moment(row["at"]), row["by"], row["record"], words.hers(row, "whose"), row["field"],
             words.CHOICES.get(row["choice"], row["choice"]) + (", poi annullata" if row["withdrawn"] else ""))
            for row in content["decisions"]
        ],
    )  # fmt: skip
    add(
        "Persone",
        ("Quando", "Chi", "Una scheda", "L'altra", "Decisione"),
        (18, 22, 30, 30, 22),
        [
            (words.moment(row["at"]), row["by"], words.hers(row, "one"), words.hers(row, "other"),
             words.VERDICTS.get(row["verdict"], row["verdict"]))
            for row in content["people"]
        ],
    )  # fmt: skip
    add(
        "Avvisi",
        ("Avviso", "Case", "Quanti"),
        (30, 60, 10),
        [
            (words.ALARMS.get(row["kind"], row["kind"]), ", ".join(names.get(code, code) for code in row["houses"]),
             row["count"])
            for row in content["alarms"]
        ],
    )  # fmt: skip
    add("Cifre", ("Indicatore", "Che cosa", "Valore"), (20, 70, 20), list(words.figures(content)))
