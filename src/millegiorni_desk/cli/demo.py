"""``demo``: a made-up year of eight houses, made through the services and checked against the printed figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.demo.run import Summary


def demo(
    out: Annotated[Path, typer.Option(help=_("Cartella nuova, o di una dimostrazione da rifare."))] = Path(
        "build/demo"
    ),
    scale: Annotated[int, typer.Option(min=1, help=_("Quante volte più grande del 2025."))] = 1,
    seed: Annotated[int, typer.Option(help=_("Un altro numero dà altre persone e le stesse cifre."))] = 1,
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
        _(
            "Otto case, un anno: {accesses} accessi di {people} persone, {pathways} percorsi, "
            "{doti} doti per {euros} €."
        ).format(
            accesses=_dotted(report["a1.accesses"]),
            people=_dotted(report["a1.people"]),
            pathways=_dotted(report["a2.pathways"]),
            doti=_dotted(report["a2.doti"]),
            euros=euros,
        ),
        _(
            "{meetings} incontri e {heads} presenze, il {minors} % di minori; {operators} persone formate in "
            "{trainings} incontri; {copies} copie; {mediations} mediazioni per {hours} ore."
        ).format(
            meetings=_dotted(report["a3.meetings"]),
            heads=_dotted(report["a3.participants"]),
            minors=report["a3.minors"]["share"],
            operators=_dotted(report["a4.operators"]),
            trainings=_dotted(report["a4.meetings"]),
            copies=_dotted(report["a6.copies"]),
            mediations=_dotted(report["m.interventions"]),
            hours=_dotted(round(report["m.hours"])),
        ),
        _(
            "Tutte le cifre della tabella tornano, e ogni casa ritrova nella fusione quello che ha consegnato."
        ),
        _(
            "Persone da rivedere: {queue} coppie; {same} unite, {different} tenute distinte, "
            "{left_open} lasciate aperte."
        ).format(
            queue=decided.queue, same=decided.same, different=decided.different, left_open=decided.left_open
        ),
        "",
        *(f"  {seconds:6.1f} s  {step}" for step, seconds in summary.seconds.items()),
        _("  {sum:6.1f} s  in tutto").format(sum=sum(summary.seconds.values())),
        "",
        _("In {out}: coordinator/ e houses/ sono gli archivi, exchange/ le consegne;").format(
            out=summary.out
        ),
        _("report.pdf, .docx, .xlsx e .json la relazione; receipt.pdf la ricevuta {receipt};").format(
            receipt=summary.receipt
        ),
        _("minutes.json, .pdf e .xlsx il verbale della fusione; entra.txt come si entra."),
        "",
        _("Per guardare nella finestra: make run VAULT={out}").format(out=summary.out / "coordinator"),
        _("  nome: {name}").format(name=irene.name),
        _("  frase segreta: {passphrase}").format(passphrase=irene.passphrase),
    ]


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
