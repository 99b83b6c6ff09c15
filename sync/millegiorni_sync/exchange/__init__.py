"""Where bundles meet. Each way is one module; all hold the same contract."""

from __future__ import annotations

from pathlib import Path

from ..errors import UnknownExchange
from .base import LARGEST, Exchange, Kind, Login
from .folder import FolderExchange
from .means import Means
from .memory import MemoryExchange

_MEMORY: dict[str, MemoryExchange] = {}


def open_exchange(address: str | Path, means: Means | None = None) -> Exchange:
    """The meeting point at *address*; ``close`` it after use.

    A path or ``file://…``: a folder, or the file of a carrier (``….mgpost``); ``davs://user@host/folder`` (WebDAV over
    TLS; ``dav://`` on this machine); ``s3://bucket/prefix?endpoint=https://…`` (an object store); ``relay://host`` (a
    relay, over TLS); ``memory://name`` (within this process). *means*: who we are there, and how the network is
    reached. Never a password in an address: ``PasswordInAddress``.
    """
    text = str(address)
    scheme, separator, rest = text.partition("://")
    if not text.strip():
        raise UnknownExchange(place="(vuoto)")
    if not separator:
        return _of_path(Path(address))
    # The others are imported only where they are used: http alone is a third of this package's start-up.
    if scheme == "file":
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return _of_path(Path(url2pathname(urlsplit(text).path)))
    if scheme in ("dav", "davs"):
        from .webdav import open_webdav

        return open_webdav(text, means or Means())
    if scheme == "s3":
        from .s3 import open_s3

        return open_s3(text, means or Means())
    if scheme == "relay":
        from .relay import open_relay

        return open_relay(text, means or Means())
    if scheme == "memory":
        return _MEMORY.setdefault(rest, MemoryExchange(text)).another()
    raise UnknownExchange(place=text)


def _of_path(path: Path) -> Exchange:
    if path.suffix == ".mgpost" and not path.is_dir():
        from .carrier import CarrierExchange

        return CarrierExchange(path)
    return FolderExchange(path)


__all__ = [
    "LARGEST",
    "Exchange",
    "FolderExchange",
    "Kind",
    "Login",
    "Means",
    "MemoryExchange",
    "open_exchange",
]
