"""A report in a process of its own, so that its memory is its own: the figures, then all papers with the rows."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.synchronised import ROOT, held


def told(vault: Path, user: str, passphrase: str, start: str, end: str) -> dict[str, float]:
    """Seconds of the figures and of the papers, and the most MiB that the process held by the end of each."""
    command = [sys.executable, "-m", __name__, str(vault), user, passphrase, start, end]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, float] = json.loads(output)
    return found


def main(folder: str, user: str, passphrase: str, start: str, end: str) -> None:
    """Make the report of a vault and print what it took as JSON."""
    from datetime import date

    from millegiorni_desk.areas.monitoring import service
    from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf
    from millegiorni_desk.areas.monitoring.yearly.word import report_docx
    from millegiorni_desk.areas.monitoring.yearly.workbook import workbook_with_rows
    from millegiorni_desk.areas.monitoring.yearly.year import gather
    from millegiorni_desk.flows import desk

    with desk.open_desk(Path(folder), user, passphrase) as vault:
        took: dict[str, float] = {}

        def timed(what: str, work: Callable[[], object]) -> object:
            begun = time.perf_counter()
            made = work()
            took[what] = time.perf_counter() - begun
            took[f"{what} MiB"] = held(most=True)
            return made

        days = date.fromisoformat(start), date.fromisoformat(end)
        made: Any = timed("figures", lambda: service.compute_with_maps(vault, *days))
        year: Any = timed("gathered", lambda: gather(vault, *made))
        # In the order of the window: what makes the other papers is in memory already.
        timed("pdf", lambda: report_pdf(year))
        timed("docx", lambda: report_docx(year))
        timed("rows", lambda: workbook_with_rows(vault, year))
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
