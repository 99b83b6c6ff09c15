"""What a relay does by itself while it runs: retention, forgetting old nonces, taking a renewed certificate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool as apart

from .logs import say
from .measures import Measures
from .retention import prune
from .settings import Settings
from .store import Store

EVERY_SECONDS = 600.0


async def keep_house(
    settings: Settings,
    store: Store,
    measures: Measures,
    renew_certificate: Callable[[], bool] = lambda: False,
) -> None:
    """Do all of it every ten minutes, for ever; a database that does not answer is left alone until the next time."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await apart(once, settings, store, measures)
            if renew_certificate():
                say("certificate renewed")
        except (SQLAlchemyError, OSError) as error:
            say("housekeeping failed", level=40, failed=error)


def once(settings: Settings, store: Store, measures: Measures) -> None:
    """Forget nonces that are too old to be played back, and prune."""
    now = int(time.time())
    store.forget_nonces(now)
    removed = prune(store.database, settings.keep_days, settings.keep_gigabytes, now)
    measures.removed.inc(removed)
    if removed:
        say("pruned", files=removed)
