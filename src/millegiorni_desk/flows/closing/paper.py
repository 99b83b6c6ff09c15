"""The minutes on paper: A4 lying, with digests and signature at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.monitoring.wording import number
from millegiorni_desk.flows.closing import books, copies, minutes, words
from millegiorni_desk.flows.closing.books import MAIN, HouseBooks
from millegiorni_desk.paper import document
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from millegiorni_desk.vault.vault import Vault


def minutes_pdf(vault: Vault, closing_id: str) -> bytes:
    """The minutes as PDF, as they were signed. Raises ``NotFound`` and ``NotAllowed``."""
    content, kept = copies.content(vault, closing_id), copies.record(vault, closing_id)
    houses = [books.from_json(one) for one in content["houses"]]
    blocks: list[Block] = [Facts(words.facts(content)), Paragraph(words.outcome(content), "strong")]
    blocks += [Paragraph(sentence) for sentence in minutes.faults_of(vault, content)]
    blocks += [*_summary(houses), *_euros(houses), *_deliveries(content)]
    blocks += [*_discarded(content), *_decisions(content), *_people(content), *_alarms(content)]
    blocks += [*_tables(houses), *_figures(content)]
    blocks += [
        Heading("Impronte e firma"),
        Facts(
            [
                ("Stato dell'archivio (SHA-256)", content["state_digest"]),
                ("Registro delle modifiche (SHA-256)", content["log_digest"]),
                ("Questo verbale (SHA-256)", kept.digest),
                ("Firma Ed25519 della postazione", _in_lines(kept.signature)),
            ]
        ),
        Signatures(["Data", "Firma del coordinamento"]),
    ]
    made = Document(
        title=words.name(content),
        languages=("it",),
        blocks=blocks,
        above=content["network"]["name"],
        foot=f"{words.name(content)} · {kept.digest[:16]}",
        close=True,
        wide=True,
    )
    return document.pdf(made)


def _in_lines(signature: str) -> str:
    return "\n".join(signature[at : at + 64] for at in range(0, len(signature), 64)) or words.NOTHING


def _summary(houses: Sequence[HouseBooks]) -> Iterator[Block]:
    """The main tables of every house, and the changes that were handed over beside those that are held."""
    yield Heading("Prima e dopo, Casa per Casa")
    heads = ["Casa"]
    for table in MAIN:
        heads += [f"{words.TABLES[table].split(' (')[0]} prima", "arrivati", "ora"]
    heads += ["Modifiche consegnate", "qui", ""]
    rows = [_summary_row(one) for one in houses if one.house]
    total = ["Rete"]
    for table in MAIN:
        counts = [one.records[table] for one in houses if table in one.records]
        total += [
            number(sum(getattr(one, part) for one in counts)) for part in ("before", "arrived", "after")
        ]
    total += [number(sum(one.handed for one in houses)), number(sum(one.rows.after for one in houses)), ""]
    widths = (2.4, *[1.1, 1, 1] * len(MAIN), 1.5, 1.2, 1.2)
    yield Table(heads, [*rows, total], widths, figures=range(1, len(heads) - 1), total=True)


def _summary_row(one: HouseBooks) -> list[str]:
    row = [words.house(one)]
    for table in MAIN:
        moved = one.records[table]
        row += [number(moved.before), words.signed(moved.arrived), number(moved.after)]
    return [*row, number(one.handed), number(one.rows.after), "quadra" if one.balances else "NON QUADRA"]


def _euros(houses: Sequence[HouseBooks]) -> Iterator[Block]:
    """The accounts of every house's envelopes: what was in them, in, out, what is in them."""
    rows = [
        [words.house(one), words.ACCOUNTS[account], *map(format_euros, (c.before, c.into, c.out, c.after))]
        for one in houses
        for account, c in one.euros.items()
        if any(vars(c).values())
    ]
    yield Heading("Euro in entrata e in uscita")
    if rows:
        yield Table(
            ("Casa", "Conto", "Prima", "Entrati", "Usciti", "Ora"),
            rows,
            (3, 3, 2, 2, 2, 2),
            figures=range(2, 6),
        )
    else:
        yield Paragraph("Nessun euro si è mosso.")


def _deliveries(content: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("Consegne")
    rows = [
        [
            one["house"],
            one["device"],
            str(one["bundles"]),
            words.moment(one["last"]),
            words.day(one["through"]),
            one["missing"] or ("niente" if one["bundles"] else "non ha mai consegnato"),
        ]
        for one in content["deliveries"]
    ]
    yield Table(
        ("Casa", "Postazione", "Pacchi", "Ultima consegna", "Dati fino al", "Che cosa manca"),
        rows,
        (2.4, 2, 1, 2, 1.6, 4),
        figures=(2,),
    )
    for sentence in content["aside"]:
        yield Paragraph(f"Tenuto da parte: {sentence}", "small")


def _discarded(content: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("Valori scartati")
    names = {one["house"]: one["name"] for one in content["houses"]}
    rows = [
        [
            names.get(row["house"], row["house"]) or words.NETWORK,
            f"{row['record']}: {words.hers(row, 'whose')}",
            row["field"],
            value,
            source,
            words.hers(row, "holds"),
            words.decided(row),
        ]
        for row in content["discarded"]
        for value, source in words.kept_and_discarded(row)
    ]
    heads = ("Casa", "Di che cosa", "Campo", "Scartato", "Scritto da, dove, quando", "Vale", "Deciso da")
    yield (
        Table(heads, rows, (1.5, 2.2, 1.6, 1.8, 3, 1.8, 2.2))
        if rows
        else Paragraph("Nessun valore è stato scartato.")
    )


def _decisions(content: Mapping[str, Any]) -> Iterator[Block]:
    if not content["decisions"]:
        return
    yield Heading("Decisioni sulle differenze")
    rows = [
        [
            words.moment(row["at"]),
            row["by"],
            f"{row['record']}: {words.hers(row, 'whose')}",
            row["field"],
            words.CHOICES.get(row["choice"], row["choice"]) + (", poi annullata" if row["withdrawn"] else ""),
        ]
        for row in content["decisions"]
    ]
    yield Table(("Quando", "Chi", "Di che cosa", "Campo", "Decisione"), rows, (1.8, 2, 4, 2.5, 3))


def _people(content: Mapping[str, Any]) -> Iterator[Block]:
    if not content["people"]:
        return
    yield Heading("Decisioni sulle persone")
    rows = [
        [
            words.moment(row["at"]),
            row["by"],
            words.hers(row, "one"),
            words.hers(row, "other"),
            words.VERDICTS.get(row["verdict"], row["verdict"]),
        ]
        for row in content["people"]
    ]
    yield Table(("Quando", "Chi", "Una scheda", "L'altra", "Decisione"), rows, (1.8, 2, 3.5, 3.5, 2.5))


def _alarms(content: Mapping[str, Any]) -> Iterator[Block]:
    if not content["alarms"]:
        return
    yield Heading("Avvisi sulle doti")
    names = {one["house"]: one["name"] for one in content["houses"]}
    rows = [
        [
            words.ALARMS.get(row["kind"], row["kind"]),
            ", ".join(names.get(code, code) for code in row["houses"]),
            str(row["count"]),
            format_euros(row["cents"]),
        ]
        for row in content["alarms"]
    ]
    yield Table(("Avviso", "Case", "Quanti", "Per"), rows, (3, 6, 1, 2), figures=(2, 3))


def _tables(houses: Sequence[HouseBooks]) -> Iterator[Block]:
    yield Heading("Registrazione per registrazione")
    rows = [
        [words.house(one), label, number(moved.before), words.signed(moved.arrived), number(moved.after)]
        for one in houses
        for label, moved in words.tables(one)
    ]
    yield Table(
        ("Casa", "Che cosa", "Prima", "Arrivate", "Ora"), rows, (3, 5, 1.5, 1.5, 1.5), figures=range(2, 5)
    )


def _figures(content: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(f"Le cifre di {words.month(content['month'])}, come sono state chiuse")
    rows = [[key, title, value] for key, title, value in words.figures(content)]
    yield Table(("Indicatore", "Che cosa", "Valore"), rows, (2, 8, 2.5), figures=(2,))
