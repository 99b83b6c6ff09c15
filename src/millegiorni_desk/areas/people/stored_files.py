"""A file kept inside the vault: of the few kinds that may be, cut into parts of text, whole when it is read.

The change log carries text, so a part is base64; its own record is its area's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from millegiorni_desk.areas.people import media
from millegiorni_desk.errors import InvalidValue, WorldError, reason
from millegiorni_desk.language import _

MOST_BYTES = 10_000_000
"""The largest file."""

PART_BYTES = 192 * 1024
"""A part in bytes; a multiple of three, so that its base64 has no padding but the last's."""


def kind_of(content: bytes, name: str) -> str:
    """The kind of *content*, told from its bytes. Raises ``InvalidValue`` for one that is not kept."""
    kind = media.media_type(content, name)
    if not kind:
        raise InvalidValue(
            _(
                "Questo file non si può allegare: si tengono PDF, immagini PNG e JPEG, testi, documenti Word (docx) "
                "ed Excel (xlsx) senza macro. Salvalo in uno di questi formati e riprova."
            ),
            "file",
        )
    return kind


def check_size(size: int) -> None:
    """Raise ``InvalidValue`` for a file that is empty or too large."""
    if size == 0:
        raise InvalidValue(_("Il file è vuoto."), "file")
    if size > MOST_BYTES:
        raise InvalidValue(
            _("Il file è troppo grande: {size} MB, al massimo {most}. Riducilo e riprova.").format(
                size=-(-size // 1_000_000), most=MOST_BYTES // 1_000_000
            ),
            "file",
        )


def read_file(path: Path) -> bytes:
    """A file on this computer, no longer than one byte too long. Raises ``InvalidValue`` and ``WorldError``."""
    try:
        # Looked at before it is opened: a pipe would be waited for, and a large file need not be read.
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InvalidValue(_("Si può allegare solo un file."), "file")
        check_size(found.st_size)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WorldError(
            _("Non riesco a leggere «{name}»: {why}. Nulla è cambiato: controllalo e riprova.").format(
                name=path.name, why=reason(error)
            )
        ) from error


def cut(content: bytes) -> Iterator[str]:
    """*content* in parts."""
    for start in range(0, len(content), PART_BYTES):
        yield base64.b64encode(content[start : start + PART_BYTES]).decode("ascii")


def sha256(content: bytes) -> str:
    """What tells whether a file is still the one that was put in."""
    return hashlib.sha256(content).hexdigest()


def whole(parts: Iterable[str], size: int, expected_sha256: str) -> bytes | None:
    """The file that *parts* make, in their order; None where it is not what was put in."""
    try:
        content = b"".join(base64.b64decode(part, validate=True) for part in parts)
    except (binascii.Error, ValueError):
        return None
    return content if len(content) == size and sha256(content) == expected_sha256 else None
