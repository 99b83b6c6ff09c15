"""Linking the registrations of a file, without a vault."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from millegiorni_desk.language import _


def link_file(file: Path, out: Path) -> None:
    """Link the register in *file* and write what was found to *out*, as JSON."""
    from millegiorni_desk.areas.people.linkage import link_report, linking, register
    from millegiorni_desk.cli.files import write

    # Nothing that is read of a register refers back to itself: looking for what does would take a tenth of the time.
    gc.disable()
    try:
        people = register.read(file)
        found = linking.link(people)
        write(out, link_report.as_json(people, found))
    finally:
        gc.enable()
    unique = found.unique
    said = _(
        "{records} registrazioni, circa {estimate} persone (da {low} a {high}); {count} coppie da rivedere."
    )
    print(
        said.format(
            records=len(people),
            estimate=round(unique.estimate),
            low=unique.low,
            high=unique.high,
            count=unique.open_reviews,
        ),
        file=sys.stdout,
    )
