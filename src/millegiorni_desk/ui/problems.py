"""How an error is told: its sentence in Italian, and a report for whoever mends the program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from millegiorni_desk import __version__
from millegiorni_desk.errors import BugError, DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice

_PLAIN = _(
    "Qualcosa non ha funzionato. Quello che era già salvato resta al sicuro. "
    "Riprova; se succede ancora, copia il resoconto e mandalo a chi ti aiuta: non contiene nomi."
)


def sentence_of(problem: BaseException) -> str:
    """What the user reads: a :class:`DeskError`'s own message, or one plain sentence for anything else."""
    return problem.message if isinstance(problem, DeskError) else _PLAIN


def needs_report(problem: BaseException) -> bool:
    """Whether the fault is ours, so that a report helps."""
    return isinstance(problem, BugError) or not isinstance(problem, DeskError)


def report_of(problem: BaseException) -> str:
    """What went wrong and where, without messages, values or paths: no personal data can be in it."""
    # Only when something went wrong: they would cost every start their import.
    import platform
    import traceback

    lines = [f"Millegiorni Desk {__version__}", f"{platform.system()} {platform.release()}, Python "
             f"{platform.python_version()}, Qt {qVersion()}"]  # fmt: skip
    cause: BaseException | None = problem
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


class ProblemNotice(Notice):
    """An error told in place: its sentence, *Riprova* when given, *Copia il resoconto* for our faults."""

    def __init__(self, problem: BaseException, retry: Callable[[], object] | None = None) -> None:
        super().__init__(sentence_of(problem), "danger" if needs_report(problem) else "warning")
        self.report = report_of(problem) if needs_report(problem) else ""
        if self.report:
            self.copy_button = Button(_("Copia il resoconto"), self.copy_report, icon="copy")
            self.add_action(self.copy_button)
        if retry is not None:
            self.add_action(Button(_("Riprova"), retry))

    def copy_report(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report)
        self.copy_button.say(_("Copiato"))
