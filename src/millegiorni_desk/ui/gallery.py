"""Every piece on sample screens with invented data, rendered to pictures: a tool for developers."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.ui import gallery_screens as screens
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.dressing import dress
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell

PAGES = (
    ("today", "Oggi", "today"),
    ("people", "Persone", "people"),
    ("accesses", "Accessi", "accesses"),
    ("pathways", "Percorsi", "pathways"),
    ("doti", "Doti", "doti"),
    ("meetings", "Incontri", "meetings"),
    ("training", "Formazione", "training"),
    ("outreach", "Comunicazione", "outreach"),
    ("coordination", "Coordinamento", "coordination"),
    ("monitoring", "Monitoraggio", "monitoring"),
)


SCREENS: dict[str, Callable[[], Page]] = {
    "today": screens.Today,
    "people": screens.People,
    "accesses": screens.Access,
    "pathways": screens.Fields,
    "doti": screens.Dote,
    "coordination": screens.MonthEnd,
    "monitoring": screens.Monitoring,
}


def build_shell() -> Shell:
    """The window of the gallery: the sample screens, the other entries leading to the first."""
    shell = Shell("Barrito", "Postazione 2 · Lucia")
    dress(shell)
    for name, words, icon in PAGES:
        shell.register(name, words, icon, SCREENS.get(name, screens.Today))
    shell.set_safety("Salvato alle 14:32", "Copia di ieri verificata")
    shell.set_sync("3 accessi da consegnare")
    return shell


def picture(widget: QWidget) -> QPixmap:
    """*widget* as it is painted once its layout has settled."""
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    return widget.grab()


def render(folder: Path) -> list[Path]:
    """Write every sample screen in light, dark and 200 % into *folder*; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for look, mode, scale in (("light", "light", 100), ("dark", "dark", 100), ("200", "light", 200)):
        theme.apply(mode, scale)
        shell = build_shell()
        shell.resize(1366, 768)
        shell.show()
        for name in SCREENS:
            shell.open(name)
            target = folder / f"{name}-{look}.png"
            picture(shell).save(str(target))
            written.append(target)
        shell.close()
        shell.deleteLater()
        QApplication.sendPostedEvents(shell, QEvent.Type.DeferredDelete.value)
    return written


def main() -> None:
    """``python -m millegiorni_desk.ui.gallery --out DIR``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    folder = parser.parse_args().out
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    for file in render(folder):
        print(file)
    application.quit()


if __name__ == "__main__":
    main()
