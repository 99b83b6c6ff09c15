"""The report: of a year with 1,000,000 accesses of 400,000 people, and of Turin's year, which the demo makes.

Beside the large one stands reading its accesses once; beside Turin's one plain count by group for each of its figures.
"""

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import dashboard
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.view.plan import PARTS
from millegiorni_desk.demo import run
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows import desk
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks import report_apart
from tests.benchmarks.million import ACCESSES, ANNA, END, START
from tests.benchmarks.ratios import Spent, interleaved, result_of, spent, tell, tell_limit, tell_most_memory

# In the order of the file: along an index it takes six times as long.
_READ = """
SELECT id, house, on_date, at_time, person_id, channel, needs, activities, referred_to, in_care, adi, pregnant, due_date
FROM access NOT INDEXED WHERE voided = 0 AND on_date BETWEEN ? AND ?"""


def bench_report(big: Vault) -> None:
    def read() -> None:
        with big.connection() as raw:
            assert sum(1 for _ in raw.execute(_READ, (START.isoformat(), END.isoformat()))) == ACCESSES

    floor = spent(read)
    report, took = result_of(lambda: monitoring.compute(big, START, END))
    assert report.figures["a1.accesses"].number == ACCESSES
    tell(f"report of a year, {len(report.figures)} figures", [took], [floor], "reading its accesses once", 10)
    _, took = result_of(lambda: monitoring.compute_with_maps(big, START, END))
    tell("the same with its four maps, month by house", [took], [floor], "reading its accesses once", 10)


def bench_papers(big: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    # The lock says who has the vault open: the copy is opened by another process.
    shutil.copytree(big.folder, folder, ignore=shutil.ignore_patterns("*.lock"))
    took = report_apart.told(folder, ANNA.name, ANNA.passphrase, START.isoformat(), END.isoformat())
    print("\n" + ", ".join(f"{what} {number:,.1f}" for what, number in took.items()))
    tell_most_memory("memory of the figures of 1,000,000 accesses", took["figures MiB"], 500)
    tell_most_memory("memory of its papers too, the rows in the workbook", took["rows MiB"], 500)


def bench_turins_year(tmp_path: Path) -> None:
    run.run(tmp_path / "demo")
    year = date(2025, 1, 1), date(2025, 12, 31)
    irene = turin().coordinator
    with desk.open_desk(tmp_path / "demo" / "coordinator", irene.name, irene.passphrase) as vault:
        some = vault.scalar("SELECT min(id) FROM access")

        def plain() -> None:
            with vault.connection() as raw:
                for one in INDICATORS.values():
                    # An envelope is what the ledger's entries come to.
                    table = one.source.table.replace("envelope", "ledger_entry")
                    raw.execute(f"SELECT substr(id, 15), count(*) FROM {table} GROUP BY 1").fetchall()

        def first(work: Callable[[], object]) -> Spent:
            # A change: what was counted before is not kept.
            with vault.save("bench.note") as session:
                session.get_one(Access, some).notes = str(time.monotonic())
            return spent(work)

        def page(part: int) -> Callable[[], object]:
            shown = PARTS[part]
            names = [*shown.figures, *shown.charts, *((shown.months,) if shown.months else ())]
            return lambda: monitoring.compute(vault, *year, only=names)

        ours, floor = interleaved(
            lambda: first(lambda: monitoring.compute(vault, *year)), lambda: spent(plain), 9
        )
        tell(
            f"report of Turin's year, {len(INDICATORS)} figures", ours, floor, "a count by group for each", 20
        )
        tell_limit("the same", ours, 2_000)
        for at, part in enumerate(PARTS):
            pages = [first(page(at)) for _ in range(15)]
            tell_limit(f"dashboard of Turin's year: {part.key}", pages, 100)
        tell_limit("the first again, nothing written", [spent(page(0)) for _ in range(15)][1:], 100)
        report = monitoring.compute(vault, *year)
        names = [name for part in PARTS for name in part.figures]
        beside = [first(lambda: dashboard.beside(vault, report, names)) for _ in range(15)]
        tell_limit("last year and the targets beside it", beside, 100)
