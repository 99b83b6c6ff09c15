"""A meeting point on a WebDAV server (RFC 4918): Nextcloud, ownCloud, Apache, a NAS."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

import httpx2

from ..errors import ExchangeError, ExchangeMissing, UnknownExchange
from ..road_errors import ExchangeAddress
from .addresses import Address, read_address
from .base import NAME, Kind, Login, Watch, already_there, checked
from .means import Means
from .web import Web, require_tls

_DAV = "{DAV:}"
_ASKED = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop>'
    b"</propfind>"
)
_XML = {"Content-Type": "application/xml; charset=utf-8"}


def open_webdav(text: str, means: Means) -> WebDavExchange:
    """The meeting point at ``davs://user@host/folder`` (TLS) or ``dav://…`` (this machine, or ``?plain=yes``)."""
    address = read_address(text)
    if address.scheme not in ("dav", "davs"):
        raise UnknownExchange(place=address.place)
    return WebDavExchange(address, means)


class WebDavExchange:
    """Shelves as collections below the folder of *address*, which must exist.

    A file is put under a temporary name and then moved, so that no reader sees it half (RFC 4918 §9.9,
    ``Overwrite: F``).
    """

    def __init__(self, address: Address, means: Means) -> None:
        scheme = "https" if address.scheme == "davs" else "http"
        self._folder = f"{scheme}://{address.host}/{quote(address.path)}/".replace("//", "/").replace(
            ":/", "://", 1
        )
        require_tls(self._folder, address.place, address.plain)
        login = means.login or Login(address.user, "")
        auth = httpx2.BasicAuth(login.user, login.password) if login.user else None
        self._web = Web(self._folder, address.place, means, auth)
        self.place = address.place

    @property
    def watch(self) -> Watch:
        """Who is told of the bytes that move."""
        return self._web.watch

    @watch.setter
    def watch(self, watch: Watch) -> None:
        self._web.watch = watch

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        found = self._look(self._shelf(kind), "1")
        if found is None:
            self._require_folder()
            return []
        return sorted({name for name, size in found if NAME.fullmatch(name) and size != 0})

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        try:
            return self._web.fetch(self._file(kind, name), name)
        except ExchangeMissing:
            self._require_folder()
            raise

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there: a temporary file, which then gets its name."""
        target = self._file(kind, name)
        # Nextcloud refuses names that end in ".part".
        temporary = f"{self._shelf(kind)}.{name}.{secrets.token_hex(4)}.upload"
        with self._removed_after_failure(temporary):
            self._put(kind, temporary, data)
            if self._move(temporary, target):
                return
            if already_there(self._web.fetch(target, name), name, data, self.place):
                self._remove(temporary)
            elif not self._move(temporary, target, over=True):
                raise ExchangeError(place=self.place)

    def close(self) -> None:
        """Let the connections go."""
        self._web.close()

    def _shelf(self, kind: Kind) -> str:
        return f"{self._folder}{kind}/"

    def _file(self, kind: Kind, name: str) -> str:
        return self._shelf(kind) + checked(name, self.place)

    def _put(self, kind: Kind, url: str, data: bytes) -> None:
        no_shelf = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
        if self._web.ask("PUT", url, body=data, fine=no_shelf, writing=True).status in no_shelf:
            self._require_folder()
            # Somebody else may make it at the same moment.
            self._web.ask("MKCOL", self._shelf(kind), fine={HTTPStatus.METHOD_NOT_ALLOWED}, writing=True)
            self._web.ask("PUT", url, body=data, writing=True)

    def _move(self, source: str, target: str, over: bool = False) -> bool:
        """Give a file its name; false where that name is taken, or where a try whose answer was lost has done it."""
        headers = {"Destination": target, "Overwrite": "T" if over else "F"}
        taken = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.NOT_FOUND}
        return self._web.ask("MOVE", source, headers=headers, fine=taken, writing=True).status not in taken

    @contextmanager
    def _removed_after_failure(self, temporary: str) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._remove(temporary)
            raise

    def _remove(self, temporary: str) -> None:
        """Best effort: what stays is ignored by everyone."""
        with suppress(ExchangeError):
            self._web.ask("DELETE", temporary, patience=replace(self._web.means.patience, tries=1))

    def _require_folder(self) -> None:
        if self._look(self._folder, "0") is None:
            raise ExchangeAddress(place=self.place)

    def _look(self, url: str, depth: str) -> Sequence[tuple[str, int | None]] | None:
        """Name and size of the files at *url*; None where nothing is."""
        headers = {"Depth": depth, **_XML}
        answer = self._web.ask("PROPFIND", url, headers=headers, body=_ASKED, fine={HTTPStatus.NOT_FOUND})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if answer.status != HTTPStatus.MULTI_STATUS:
            # Some page, of a portal that wants a click first or of another kind of server.
            raise ExchangeAddress(place=self.place)
        return [*_files(answer.content, self.place)]


def _files(content: bytes, place: str) -> Iterator[tuple[str, int | None]]:
    from defusedxml import ElementTree

    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError):
        raise ExchangeAddress(place=place) from None
    for response in root.iter(f"{_DAV}response"):
        href = (response.findtext(f"{_DAV}href") or "").strip()
        if response.find(f".//{_DAV}collection") is None and href:
            size = response.findtext(f".//{_DAV}getcontentlength") or ""
            name = unquote(urlsplit(href).path).rsplit("/", 1)[-1]
            yield name, int(size) if size.isascii() and size.isdigit() else None
