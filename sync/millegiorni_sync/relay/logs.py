"""The log: one JSON object a line, what happened and how long it took; no names, keys, bodies or addresses."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback

LOG = logging.getLogger("millegiorni_relay")


class JsonLines(logging.Formatter):
    """A record as JSON. Of others' records the pattern is told, never what fills it nor what an exception says."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "event": str(record.msg),
        }
        told |= getattr(record, "told", {})
        if record.name != LOG.name:
            told["logger"] = record.name
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            told["where"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-8:]]
        return json.dumps(told)


def say(event: str, level: int = logging.INFO, failed: BaseException | None = None, **told: object) -> None:
    """Log *event* with what is *told*."""
    LOG.log(level, event, exc_info=failed, extra={"told": told})


def set_up() -> None:
    """Write this process's log to standard output, for whatever collects it."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
