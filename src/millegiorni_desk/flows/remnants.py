"""What an erasure leaves beside the rows: drafts, accounts that were sent, kept minutes, pages in the write-ahead log,
the copy kept before an update.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.doti import account_copies
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.errors import StorageFailed, reason
from millegiorni_desk.flows.closing import copies as minutes_copies
from millegiorni_desk.language import _
from millegiorni_desk.vault import migrations
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

HEARD = "person.erased_elsewhere"


def sweep(vault: Vault) -> None:
    """Blank her in accounts that were sent and in minutes; take away the files that hold the pages as they were."""
    account_copies.forget(vault)
    minutes_copies.forget(vault)
    try:
        migrations.drop_copies(vault.folder)
    except OSError as error:
        raise StorageFailed(
            _(
                "I dati sono cancellati dall'archivio, ma non riesco a togliere la copia che precede "
                "l'aggiornamento: {why}. Toglila a mano dalla cartella dell'archivio."
            ).format(why=reason(error))
        ) from error
    with vault.connection() as raw:
        # Inside a restore's save there is nothing to fold in yet.
        if not raw.in_transaction:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def followed(vault: Vault) -> Iterator[None]:
    """Around whatever may bring erasures made elsewhere: the rest follows them, even where it is cut short."""
    before, named = _known(vault), _named(vault)
    try:
        yield
    finally:
        fresh = _known(vault) - before
        if fresh:
            _follow(vault, named, fresh)


def _follow(vault: Vault, named: dict[str, set[str]], fresh: int) -> None:
    erased = {row["rid"] for row in vault.query("SELECT DISTINCT rid FROM erasure WHERE tbl = 'person'")}
    for draft_id, candidates in named.items():
        if candidates & erased:
            drafts.drop(vault, draft_id)
    drafts.forget(vault, sorted(erased), [])
    vault.note(HEARD, erasures=fresh)
    sweep(vault)


def _known(vault: Vault) -> int:
    return int(vault.scalar("SELECT count(*) FROM erasure"))


def _named(vault: Vault) -> dict[str, set[str]]:
    """Draft → the cards that it may be about: her name is known only until it is blanked."""
    if not vault.may(Permission.SEE_PEOPLE):
        return {}
    return {
        draft_id: {found.person.id for found in people.find(vault, who)}
        for draft_id, who in drafts.whose(vault).items()
        if who.strip()
    }
