"""What the coordinator prints at the end of the year: the report, one receipt, and the minutes of the merge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.areas.doti.records import Receipt
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.demo.desks import Written
from millegiorni_desk.demo.folder import DemoFolder
from millegiorni_desk.demo.individuals import YEAR
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.errors import BugError
from millegiorni_desk.flows.closing import books
from millegiorni_desk.vault.vault import Vault

_TABLES = {"person": "people", "access": "accesses", "pathway": "pathways", "dote": "doti"}


def compute(vault: Vault) -> Report:
    """The year's report, with the pairs of people that wait."""
    monitoring.look_for_pairs(vault)
    return monitoring.compute(vault, date(YEAR, 1, 1), date(YEAR, 12, 31))


def write_json(folder: DemoFolder, name: str, value: Any) -> None:
    """Put *value* as JSON that people can read too."""
    folder.write(name, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def write_report(vault: Vault, folder: DemoFolder, report: Report) -> None:
    """The report as a workbook, on paper and as a text to go on with."""
    from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf
    from millegiorni_desk.areas.monitoring.yearly.word import report_docx
    from millegiorni_desk.areas.monitoring.yearly.workbook import workbook_with_rows
    from millegiorni_desk.areas.monitoring.yearly.year import gather
    from millegiorni_desk.flows import stories

    told = [(one.told_as, one.words) for one in stories.publishable(vault)]
    year = gather(vault, report, stories=told)
    folder.write("report.xlsx", workbook_with_rows(vault, year))
    folder.write("report.pdf", report_pdf(year))
    folder.write("report.docx", report_docx(year))


def write_receipt(vault: Vault, folder: DemoFolder) -> str:
    """Print the first receipt that no house has printed, for a kit if there is one; its number."""
    row = vault.query(
        "SELECT r.id FROM receipt r JOIN dote d ON d.id = r.dote_id WHERE NOT EXISTS (SELECT 1 FROM receipt_event e "
        "WHERE e.receipt_id = r.id) ORDER BY d.expense <> 'newborn_kit', r.issued_on, r.body LIMIT 1"
    )
    if not row:
        raise BugError("Nessuna casa ha lasciato una ricevuta da stampare.")
    folder.write("receipt.pdf", receipts.pdf(vault, row[0]["id"]))
    return receipts.number(vault.get(Receipt, row[0]["id"]))


def close(vault: Vault, folder: DemoFolder) -> dict[str, Any]:
    """Close the year's last month; its minutes on paper and as a workbook. Gives what they say."""
    from millegiorni_desk.flows.closing import copies, minutes
    from millegiorni_desk.flows.closing.paper import minutes_pdf
    from millegiorni_desk.flows.closing.workbook import minutes_workbook

    kept = minutes.close(vault, f"{YEAR}-12")
    folder.write("minutes.pdf", minutes_pdf(vault, kept.id))
    folder.write("minutes.xlsx", minutes_workbook(vault, kept.id))
    return copies.content(vault, kept.id)


def balances(
    minutes: Mapping[str, Any], written: Iterable[Written]
) -> tuple[list[dict[str, Any]], list[str]]:
    """What each house had and what the merged store holds of it; and a line wherever these are not the same."""
    merged = {one["house"]: books.from_json(one) for one in minutes["houses"]}
    rows, broken = [], []
    for house in sorted(written, key=lambda one: one.house):
        found = merged[house.house]
        held = {said: found.records[table].after for table, said in _TABLES.items()}
        held["euro_cents"] = found.spent()
        had = {_TABLES.get(name, name): count for name, count in house.counts.items()}
        rows.append(
            {"house": house.house, "name": turin().house(house.house).name, "before": had, "after": held}
        )
        if had != held:
            broken.append(f"{house.house}: nella casa {had}, nella fusione {held}")
    if not minutes["balances"]:
        broken.append("Il verbale non quadra.")
    return rows, broken


def logins() -> str:
    """Who enters which vault, and how: everybody of the demo has the same made-up passphrase."""
    cast = turin()
    lines = ["Dimostrazione: persone, enti e frase segreta sono inventati.", ""]
    lines.append(f"coordinator: {cast.coordinator.name} ({cast.coordinator.display_name})")
    for house in cast.houses:
        lines.append(
            f"houses/{house.code}: {house.case_manager.name} ({house.case_manager.display_name}, {house.name})"
        )
    lines += ["", f"Frase segreta di tutti: {cast.coordinator.passphrase}", ""]
    return "\n".join(lines)
