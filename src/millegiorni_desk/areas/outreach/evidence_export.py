"""A funder's evidence as one zip: the files with plain names, numbered, and a workbook that says what each shows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from millegiorni_desk.areas.outreach import evidence, named, workbook
from millegiorni_desk.areas.outreach.evidence import Item
from millegiorni_desk.areas.outreach.named import EVER, Days
from millegiorni_desk.areas.people import media
from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], object]
INDEX = "indice.xlsx"
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Exported:
    """Where the zip lies, how many files are in it, and the names of those that did not arrive whole."""

    path: Path
    files: int
    broken: tuple[str, ...]


def export(
    vault: Vault, path: Path, funder_id: str = "", days: Days = EVER, progress: Progress | None = None
) -> Exported:
    """Write the evidence of a funder, or all, to a new zip at *path*, whole or not at all; noted in the audit log.

    Raises ``InvalidValue`` where there is none, ``StorageFailed``.
    """
    vault.require(Permission.RECORD_OUTREACH)
    items = evidence.of_funder(vault, funder_id, days)
    if not items:
        raise InvalidValue(_("Non c'è nessuna prova da consegnare in questo periodo."), "funder_id")
    vault.note("evidence.export", funder=funder_id, files=len(items))
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            broken = _fill(vault, archive, items, funder_id, progress)
        part.replace(path)
    except OSError as error:
        raise StorageFailed(
            _("Non riesco a scrivere «{name}»: {why}. Nell'archivio ci sono ancora tutti i file.").format(
                name=path.name, why=reason(error)
            )
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Exported(path, len(items) - len(broken), tuple(broken))


def file_names(items: list[Item]) -> list[str]:
    """What each file is called in the zip: a number, what it shows, and the ending of its kind."""
    return [
        media.safe_name(
            f"{number:03d} {(item.subject.title if item.subject else item.evidence.name)[:_LONGEST_TITLE]}"
            f"{Path(item.evidence.name).suffix}",
            item.evidence.media_type,
        )
        for number, item in enumerate(items, start=1)
    ]


def _fill(
    vault: Vault, archive: zipfile.ZipFile, items: list[Item], funder_id: str, progress: Progress | None
) -> list[str]:
    names, broken = file_names(items), []
    # One file in memory at a time: together they may be hundreds of megabytes.
    for done, (item, name) in enumerate(zip(items, names, strict=True)):
        if progress is not None:
            progress(done, len(items), item.evidence.name)
        content = evidence.whole(vault, item.evidence)
        if content is None:
            broken.append(name)
            continue
        archive.writestr(name, content)
    about = named.funders(vault).get(funder_id, "")
    archive.writestr(INDEX, workbook.index(vault, list(zip(names, items, strict=True)), about, broken))
    return broken
