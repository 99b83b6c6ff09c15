"""Addresses of meeting points: what is written in settings and commands, with never a password in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import UnknownExchange
from ..road_errors import PasswordInAddress


@dataclass(frozen=True)
class Address:
    """One address taken apart. ``host`` has the port, if there is one; ``path`` is decoded, without outer slashes."""

    scheme: str
    user: str
    host: str
    path: str
    options: Mapping[str, str]

    @property
    def place(self) -> str:
        """What messages call it: without the user, who is nobody else's business."""
        return f"{self.host}/{self.path}".rstrip("/")

    @property
    def plain(self) -> bool:
        """Whether it was said explicitly that TLS is not wanted (``?plain=yes``)."""
        return self.options.get("plain") == "yes"


def read_address(text: str) -> Address:
    """The parts of *text*. Raises ``PasswordInAddress``, or ``UnknownExchange`` where it is no address."""
    # Imported only here: folders, which most desks use, need none of it.
    from urllib.parse import parse_qsl, unquote, urlsplit

    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise UnknownExchange(place=_without_login(text)) from None
    name = parts.hostname or ""
    host = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    if parts.password is not None:
        raise PasswordInAddress(place=host)
    path = unquote(parts.path).strip("/")
    if not name or ".." in path.split("/") or not path.isprintable():
        raise UnknownExchange(place=_without_login(text))
    return Address(parts.scheme, unquote(parts.username or ""), host, path, dict(parse_qsl(parts.query)))


def _without_login(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
