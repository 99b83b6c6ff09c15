"""The report of a year with 1,000,000 accesses of 400,000 people, beside reading the year's accesses once."""

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.million import ACCESSES, END, START
from tests.benchmarks.ratios import result_of, spent, tell

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
    _, took = result_of(lambda: monitoring.maps(big, report))
    tell("its four maps, month by house", [took], [floor], "reading its accesses once", 10)
