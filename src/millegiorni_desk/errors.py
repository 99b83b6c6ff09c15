"""The exception tree: each error carries one Italian sentence that says what to do next.

``UserError``: the input or the moment is wrong, the user can put it right.
``WorldError``: the machine or its surroundings are at fault (disk, file, network).
``BugError``: a fault of ours; nothing the user does would help.
"""

import errno

from millegiorni_desk.language import _


class DeskError(Exception):
    """Root of every error that this program raises on purpose.

    ``message`` is shown as it is; it says what happened, what was kept, and what to do next.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UserError(DeskError):
    """What was asked cannot be done as it was asked."""


class NotFound(UserError):
    """The record asked for is not in this vault."""


class NotAllowed(UserError):
    """The user's role does not permit this."""


class InvalidValue(UserError):
    """One field holds something that cannot be right.

    ``field`` names the attribute, so that a form can put the sentence beside it.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WrongPassphrase(UserError):
    """No key slot opens with this passphrase."""


class VaultInUse(UserError):
    """Another process holds this vault."""


class BudgetExceeded(UserError):
    """A dote would exceed what is left. ``left_cents`` is what is left."""

    def __init__(self, message: str, left_cents: int) -> None:
        super().__init__(message)
        self.left_cents = left_cents


class WorkbookRefused(UserError):
    """A workbook that cannot be read as the register it should be."""


class WorldError(DeskError):
    """The disk, a file or another part of the world does not permit it now."""


class VaultDamaged(WorldError):
    """The vault's files are not what this program wrote."""


class StorageFailed(WorldError):
    """A write did not reach the disk; nothing was changed."""


class SyncRefused(WorldError):
    """Something that came from, or should go to, another desk was refused."""


class BugError(DeskError):
    """Something that cannot happen, happened."""

    exit_code = 70


_REASONS = {
    errno.EACCES: _("manca il permesso"),
    errno.EPERM: _("manca il permesso"),
    errno.EROFS: _("è di sola lettura"),
    getattr(errno, "EDQUOT", errno.ENOSPC): _("lo spazio assegnato è finito"),
    errno.ENOSPC: _("il disco è pieno"),
    errno.EFBIG: _("il file è troppo grande per questo disco"),
    errno.ENOENT: _("la cartella o il file non c'è"),
    errno.ENOTDIR: _("una parte del percorso non è una cartella"),
    errno.EISDIR: _("è una cartella"),
    errno.EEXIST: _("c'è già qualcosa con questo nome"),
    errno.ENOTEMPTY: _("la cartella non è vuota"),
    errno.ENAMETOOLONG: _("il nome è troppo lungo"),
    errno.EBUSY: _("è in uso"),
    errno.ETXTBSY: _("è in uso"),
    errno.EIO: _("il disco non risponde"),
}


def reason(error: OSError) -> str:
    """Why the system refused, in a few Italian words that end a sentence (its own words are English)."""
    known = _REASONS.get(error.errno or 0)
    return known or _("il sistema dice «{value}»").format(value=error.strerror or type(error).__name__)
