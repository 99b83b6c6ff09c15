"""``demo``: a made-up year of eight houses, made through the services and checked against the printed figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from millegiorni_desk.demo.run import Summary


def demo(
    out: Annotated[Path, typer.Option(help="Cartella nuova, o di una dimostrazione da rifare.")] = Path(
        "build/demo"
    ),
    scale: Annotated[int, typer.Option(min=1, help="Quante volte più grande del 2025.")] = 1,
    seed: Annotated[int, typer.Option(help="Un altro numero dà altre persone e le stesse cifre.")] = 1,
) -> None:
    """Prepara una rete inventata di otto case, il suo 2025, la chiusura e il report."""
    from millegiorni_desk.demo.run import run

    with _shown() as progress:
        summary = run(out, scale, seed, progress)
    for line in told(summary):
        typer.echo(line)


@contextmanager
def _shown() -> Iterator[Callable[[str, int, int], None]]:
    """Gives ``progress(step, done, total)``: a bar for each step, or a line where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
                if not console.is_terminal:
                    console.print(f"{step} …")
            bars.update(tasks[step], completed=done)

        yield progress


def told(summary: Summary) -> list[str]:
    """What the demo did, in a few lines: the figures, the times, the files, and how to look inside."""
    from millegiorni_desk.demo.turin import turin

    report, decided, irene = summary.report, summary.decided, turin().coordinator
    euros = f"{report['a2.doti_committed']:,.2f}".translate(str.maketrans(",.", ".,"))
    return [
        "",
        f"Otto case, un anno: {_dotted(report['a1.accesses'])} accessi di {_dotted(report['a1.people'])} persone, "
        f"{_dotted(report['a2.pathways'])} percorsi, {_dotted(report['a2.doti'])} doti per {euros} €.",
        "Tutte le cifre della tabella tornano, e ogni casa ritrova nella fusione quello che ha consegnato.",
        f"Persone da rivedere: {decided.queue} coppie; {decided.same} unite, {decided.different} tenute distinte, "
        f"{decided.left_open} lasciate aperte.",
        "",
        *(f"  {seconds:6.1f} s  {step}" for step, seconds in summary.seconds.items()),
        f"  {sum(summary.seconds.values()):6.1f} s  in tutto",
        "",
        f"In {summary.out}: coordinator/ e houses/ sono gli archivi, exchange/ le consegne;",
        f"report.pdf, report.xlsx e report.json il report; receipt.pdf la ricevuta {summary.receipt};",
        "minutes.json il verbale della fusione; entra.txt come si entra.",
        "",
        f"Per guardare nella finestra: make run VAULT={summary.out / 'coordinator'}",
        f"  nome: {irene.name}",
        f"  frase segreta: {irene.passphrase}",
    ]


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
