"""Where bundles meet. Each way is one module; all hold the same contract."""

from __future__ import annotations

from pathlib import Path

from ..errors import UnknownExchange
from .base import LARGEST, Exchange, Kind
from .folder import FolderExchange
from .memory import MemoryExchange

_MEMORY: dict[str, MemoryExchange] = {}


def open_exchange(address: str | Path) -> Exchange:
    """The meeting point at *address*: a folder's path, ``file://…``, or ``memory://name`` (within this process)."""
    text = str(address)
    scheme, separator, rest = text.partition("://")
    if not text.strip():
        raise UnknownExchange(place="(vuoto)")
    if not separator:
        return FolderExchange(address)
    if scheme == "file":
        # Imported only here: it brings the whole of http, a third of this package's start-up.
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return FolderExchange(url2pathname(urlsplit(text).path))
    if scheme == "memory":
        return _MEMORY.setdefault(rest, MemoryExchange(text)).another()
    raise UnknownExchange(place=text)


__all__ = ["LARGEST", "Exchange", "FolderExchange", "Kind", "MemoryExchange", "open_exchange"]
