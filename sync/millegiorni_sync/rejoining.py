"""Going on under a new ordinal with a vault that has records: after a restore, a copy, or a clock far ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import change_log, handover, roster_shelf
from . import roster as rosters
from .audiences import figures_of, of_rows
from .connection import Connection, transaction
from .errors import N_, InvitationRefused
from .exchange import Exchange
from .identity import Identity, new_age_key, new_seed
from .joining import Invitation, JoinRequest, as_coordinator, ask, introduced
from .roster import Device


def rejoin(
    connection: Connection, invitation: Invitation, former: Identity, user: str, now_ms: int
) -> tuple[Identity, JoinRequest]:
    """Go on under a new ordinal with a vault that has records: it was restored, copied, or its clock was ahead.

    What *former* wrote and the coordinator does not have is handed over under the new ordinal, once the
    coordinator's snapshots have told what is missing; until then nothing is sent.
    """
    if now_ms > invitation.expires:
        raise InvitationRefused(detail=N_("è scaduto"))
    if (invitation.roster.network, invitation.house) != (former.network, former.house):
        raise InvitationRefused(detail=N_("è per un'altra rete o un'altra casa"))
    identity = replace(
        former, ordinal=invitation.ordinal, series=invitation.series, sign_seed=new_seed(), age_key=new_age_key(),
        former_age_keys=(former.age_key, *former.former_age_keys), user=user,
    )  # fmt: skip
    identity = introduced(identity, invitation)
    audiences = [change_log.NETWORK, change_log.audience_of(former.house)]
    if invitation.roster.pseudonymous:
        # Not to be adopted, but to be waited for: it says how far the former ordinal's figures have come.
        audiences.append(figures_of(audiences[1]))
    with transaction(connection):
        _leave_ordinal(connection, former.ordinal, audiences)
        # The snapshot says how far the former feeds have come; what this vault believes may be a copy's story.
        for table in ("sync_feed", "sync_bundle"):
            connection.execute(f"DELETE FROM {table} WHERE origin = ?", (former.ordinal,))
        connection.execute("DELETE FROM sync_request")
        return identity, ask(connection, invitation, identity)


def renew(connection: Connection, identity: Identity, exchange: Exchange, user: str) -> Identity:
    """The same for the coordinator's restored vault, which invites itself.

    The newest roster is read first; *exchange* must be the one that was in use, or the roster would fork. The former
    device stays in the roster until what it sent after the backup has been read; revoke it then. In a transaction of
    the caller's the roster leaves with the next synchronisation.
    """
    as_coordinator(connection, identity)
    known = roster_shelf.take(connection, identity, exchange).roster
    with transaction(connection):
        reserved = connection.execute("SELECT ordinal, series FROM sync_invitation").fetchall()
        renewed = replace(
            identity, ordinal=known.next_ordinal(row[0] for row in reserved),
            series=known.next_series(row[1] for row in reserved), sign_seed=new_seed(), age_key=new_age_key(),
            former_age_keys=(identity.age_key, *identity.former_age_keys), user=user,
        )  # fmt: skip
        device = Device(
            renewed.ordinal, None, renewed.series, renewed.sign_key, renewed.recipient, renewed.name
        )
        roster = rosters.store(connection, known.with_device(device, identity.root_seed or b""))
        read = handover.audiences_of(connection, device, roster)
        _leave_ordinal(connection, identity.ordinal, list(map(of_rows, read)))
        change_log.start(connection, renewed.ordinal, user)
    if not connection.in_transaction:
        roster_shelf.leave(exchange, roster)
    return renewed


def _leave_ordinal(connection: Connection, ordinal: int, audiences: Sequence[str]) -> None:
    """Note that rows of *ordinal* may still have to be adopted; its own sealed bundles are the exchange's now."""
    connection.executemany(
        "INSERT OR IGNORE INTO sync_former VALUES (?, ?)", [(ordinal, a) for a in audiences]
    )
    connection.execute("DELETE FROM sync_outbox WHERE origin = ?", (ordinal,))
