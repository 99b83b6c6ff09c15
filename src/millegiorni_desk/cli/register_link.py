"""Linking the registrations of a file, without a vault."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from millegiorni_desk.language import _, plural


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
    counted = (
        plural("{n} registrazione", "{n} registrazioni", len(people)).format(n=len(people)),
        plural("circa {n} persona", "circa {n} persone", round(unique.estimate)).format(
            n=round(unique.estimate)
        ),
        plural("{n} coppia da rivedere", "{n} coppie da rivedere", unique.open_reviews).format(
            n=unique.open_reviews
        ),
    )
    print(
        _("{records}, {people} (da {low} a {high}); {pairs}.").format(
            records=counted[0], people=counted[1], low=unique.low, high=unique.high, pairs=counted[2]
        ),
        file=sys.stdout,
    )
