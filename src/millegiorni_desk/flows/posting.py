"""Handing over by e-mail: a file with everything the others may lack is prepared, and one that has come is read."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.flows import devices, joining, syncing, training
from millegiorni_desk.flows.syncing import Outcome, Progress
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.exchange.carrier import MOST_BYTES, SUFFIX, CarrierExchange
from millegiorni_sync.synchronisation import Ways


def prepare(vault: Vault, file: Path, progress: Progress | None = None, most: int = MOST_BYTES) -> list[Path]:
    """Write *file*, and ``…-2`` and on where *most* bytes are not enough; whoever gets them needs all of them.

    What stood under these names gives way only to the finished files. Raises ``InvalidValue`` when nobody lacks
    anything.
    """
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    wanted = file if file.suffix == SUFFIX else file.with_name(file.name + SUFFIX)
    try:
        draft = Path(tempfile.mkdtemp(prefix=".millegiorni-", dir=wanted.parent))
    except OSError as error:
        raise _unwritten(wanted, error) from error
    try:
        with devices.in_our_words():
            with closing(CarrierExchange(draft / wanted.name, most)) as carrier:
                syncing.through(vault, carrier, Ways.OUT, progress)
            made = [each.name for each in CarrierExchange(draft / wanted.name).files]
        if not made:
            raise InvalidValue(_("Non c'è niente da spedire: gli altri hanno già tutto."), "post")
        for name in made:
            os.replace(draft / name, wanted.with_name(name))
    except OSError as error:
        raise _unwritten(wanted, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    vault.note("post.prepare", files=len(made))
    return [wanted.with_name(name) for name in made]


def take_in(vault: Vault, file: Path, progress: Progress | None = None) -> Outcome:
    """Read a file that has come, with the others of its set that lie beside it; nothing is written into it."""
    vault.require(Permission.SYNCHRONISE)
    if not file.is_file():
        raise InvalidValue(
            _("Non trovo il file «{name}»: salvalo dalla posta e sceglilo di nuovo.").format(name=file.name)
        )
    with devices.in_our_words(), closing(CarrierExchange(file)) as carrier:
        missing = carrier.missing
        outcome = syncing.through(vault, carrier, Ways.IN, progress)
        if vault.may(Permission.MANAGE_NETWORK):
            outcome = replace(outcome, asking=joining.take_in_requests(vault, carrier))
    if not missing:
        return outcome
    numbers = ", ".join(str(number) for number in missing)
    lacks = _(
        "Di questa spedizione manca il file n. {numbers}, o è arrivato a metà: salvalo nella stessa cartella e leggi "
        "di nuovo. Quello che c'era è entrato."
    ).format(numbers=numbers)
    return replace(outcome, problems=[lacks, *outcome.problems])


def _unwritten(file: Path, error: OSError) -> StorageFailed:
    return StorageFailed(
        _("Non riesco a scrivere il file da spedire: {reason}. Scegli un'altra cartella.").format(
            reason=reason(error)
        )
    )
