"""``report-copies``: the reports that were kept as they were sent, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.areas.monitoring.yearly.sent import Copy
    from millegiorni_desk.vault.vault import Vault

Which = Annotated[
    str, typer.Option("--changes", help=_("Identificativo di una copia: che cosa è cambiato da allora."))
]


def report_copies(
    vault: Annotated[Path, typer.Argument(help=_("Archivio."))],
    changes: Which = "",
) -> None:
    """Elenca le relazioni tenute come sono state mandate, con la loro firma."""
    from millegiorni_desk.areas.monitoring.yearly import sent
    from millegiorni_desk.cli.session import opened

    with opened(vault) as desk:
        if changes:
            lines = [
                f"{one.indicator_id} {one.label or one.title}: {one.was or '–'} → {one.now or '–'}"
                for one in sent.changes(desk, changes)
            ]
            told = lines or [_("Niente è cambiato da quando questa copia è stata tenuta.")]
        else:
            told = [_line(desk, one) for one in sent.copies(desk)] or [_("Ancora nessuna copia.")]
    typer.echo("\n".join(told))


def _line(desk: Vault, one: Copy) -> str:
    from millegiorni_desk.areas.monitoring.yearly import sent

    kept = (
        one.id,
        f"{one.period.start} – {one.period.end}",
        one.house or _("Tutte le Case"),
        one.made_at[:16].replace("T", " "),
        one.made_by,
        one.sent_to,
        sent.state_words(sent.verify(desk, one.id)),
    )
    return " · ".join(part for part in kept if part)
