"""Telling the other computers what was decided about the network: beside the window, for a road may be slow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from millegiorni_desk.flows import network_devices
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.ui.tasks import TaskBar
    from millegiorni_desk.vault.vault import Vault


def announce(vault: Vault, shell: Shell, work: TaskBar, done: str, unreached: str = "") -> None:
    """Leave the newest roster where bundles meet, and say *done*; where that cannot be reached now, *unreached*.

    Without *unreached* it is said that the others will know later.
    """

    def tell(progress: Callable[[int, int, str], None]) -> bool:
        return network_devices.announce(vault)

    def told(reached: bool) -> None:
        later = _("{done}: le case lo sanno dopo la prossima sincronizzazione").format(done=done)
        shell.say(done if reached else unreached or later)

    work.run(_("Avviso le case"), tell, told, can_cancel=False)
