"""A meeting point in an object store that speaks S3: MinIO, Ceph, SeaweedFS, Garage, a provider's buckets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from ..errors import ExchangeError, ExchangeFull, ExchangeMissing, UnknownExchange
from ..road_errors import (
    ExchangeAddress,
    ExchangeBusy,
    ExchangeClock,
    ExchangeLogin,
    ExchangeSizeLimit,
)
from .addresses import Address, read_address
from .base import NAME, Kind, Login, Watch, already_there, checked, part_of
from .means import Means
from .patience import Again
from .sigv4 import CONTENT_HASH, Signature
from .web import Answer, Web, require_tls

PART = 8 << 20
"""Bytes of one part of a large file; S3 takes none below 5 MiB but the last."""

_PAGE = 1000
_MOST_PAGES = 10_000
_ONLY_IF_NEW = {"If-None-Match": "*"}
_LOGIN = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "InvalidToken"}
_CODES: Mapping[str, type[ExchangeError]] = {
    **dict.fromkeys(_LOGIN, ExchangeLogin),
    "NoSuchBucket": ExchangeAddress,
    "PermanentRedirect": ExchangeAddress,
    "RequestTimeTooSkewed": ExchangeClock,
    "EntityTooLarge": ExchangeSizeLimit,
    "QuotaExceeded": ExchangeFull,
    "XAmzQuotaExceeded": ExchangeFull,
    "XMinioStorageFull": ExchangeFull,
}


def open_s3(text: str, means: Means) -> S3Exchange:
    """The meeting point at ``s3://bucket/prefix?endpoint=https://host&region=…``; ``region`` is rarely needed."""
    address = read_address(text)
    endpoint = address.options.get("endpoint", "").rstrip("/")
    if address.scheme != "s3" or not endpoint.startswith(("https://", "http://")):
        raise UnknownExchange(place=address.place)
    host = read_address(endpoint).host
    place = f"{address.place} ({host})"
    require_tls(endpoint, place, address.plain)
    return S3Exchange(address, endpoint, place, means)


class S3Exchange:
    """Shelves as prefixes in a bucket, which must exist. The path style is used, which every store knows.

    A file is put only where none has its name (``If-None-Match: *``, RFC 9110 §13.1.2); a store that does not know
    that condition is asked first whether it is free. Files beyond two *part*s go up in parts, and a try that
    broke off, be it of another day, is taken up again.
    """

    def __init__(
        self, address: Address, endpoint: str, place: str, means: Means, part: int = PART, page: int = _PAGE
    ) -> None:
        self.place, self._part, self._page = place, part, page
        bucket, _, prefix = address.path.partition("/")
        self._bucket = f"{endpoint}/{quote(address.host, safe='')}"
        self._prefix = "/".join(filter(None, [bucket, prefix])) + "/" if address.path else ""
        login = means.login or Login(address.user, "")
        region = address.options.get("region", "us-east-1")
        auth = Signature(login.user, login.password, region, means.patience.clock)
        self._web = Web(endpoint, place, means, auth)
        self._web.explain = lambda answer: _explained(answer, place)

    @property
    def watch(self) -> Watch:
        """Who is told of the bytes that move."""
        return self._web.watch

    @watch.setter
    def watch(self, watch: Watch) -> None:
        self._web.watch = watch

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        prefix = f"{self._prefix}{kind}/"
        names = set()
        query = {"list-type": "2", "max-keys": str(self._page), "prefix": prefix}
        for _ in range(_MOST_PAGES):
            root = _xml(self._ask("GET", "", query), self.place)
            for one in root.iter("Contents"):
                name = (one.findtext("Key") or "").removeprefix(prefix)
                if NAME.fullmatch(name) and one.findtext("Size") != "0":
                    names.add(name)
            following = root.findtext("NextContinuationToken")
            if root.findtext("IsTruncated") != "true" or not following:
                return sorted(names)
            query["continuation-token"] = following
        raise ExchangeError(place=self.place)

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        return self._found(self._key(kind, name), name)

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there unless the name is taken."""
        key = self._key(kind, name)
        if self._put(key, data, _ONLY_IF_NEW):
            return
        try:
            if already_there(self._found(key, name), name, data, self.place):
                return
        except ExchangeMissing:
            # The store knows no conditions; or what stood there has gone meanwhile.
            pass
        if not self._put(key, data, {}):
            raise ExchangeError(place=self.place)

    def close(self) -> None:
        """Let the connections go."""
        self._web.close()

    def _put(self, key: str, data: bytes, conditions: Mapping[str, str]) -> bool:
        """Whether it was taken; false where the store did not accept the conditions."""
        if len(data) > 2 * self._part:
            return _Parts(self, key, data).put(conditions)
        answer = self._ask("PUT", key, body=data, headers=conditions, fine=_REFUSED, writing=True)
        return answer.status not in _REFUSED

    def _key(self, kind: Kind, name: str) -> str:
        return f"{self._prefix}{kind}/{checked(name, self.place)}"

    def _found(self, key: str, name: str) -> bytes:
        return self._web.fetch(self._url(key, {}), name, {CONTENT_HASH: _EMPTY})

    def _url(self, key: str, query: Mapping[str, str]) -> str:
        said = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query.items()))
        return f"{self._bucket}/{quote(key, safe='/~')}" + (f"?{said}" if said else "")

    def _ask(
        self,
        method: str,
        key: str,
        query: Mapping[str, str] | None = None,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        fine: Collection[int] = (),
        writing: bool = False,
    ) -> Answer:
        sent = {**(headers or {}), CONTENT_HASH: hashlib.sha256(body).hexdigest()}
        return self._web.ask(
            method, self._url(key, query or {}), headers=sent, body=body, fine=fine, writing=writing
        )


_EMPTY = hashlib.sha256(b"").hexdigest()
_REFUSED = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.NOT_IMPLEMENTED})


@dataclass
class _Parts:
    """A large file that goes up in parts; what is up already, of this try or of one that broke off, stays there."""

    exchange: S3Exchange
    key: str
    data: bytes

    def put(self, conditions: Mapping[str, str]) -> bool:
        """Upload what is missing and put it together; false where the store did not accept the conditions."""
        upload = self._begun() or self._begin()
        there = self._there(upload)
        tags = []
        watch, size = self.exchange.watch, self.exchange._part
        try:
            for number, start in enumerate(range(0, len(self.data), size), 1):
                piece = self.data[start : start + size]
                self.exchange.watch = part_of(start, len(self.data), watch)
                tag = there.get(number, "")
                if tag.strip('"') != hashlib.md5(piece, usedforsecurity=False).hexdigest():
                    query = {"partNumber": str(number), "uploadId": upload}
                    tag = self._ask("PUT", query, body=piece).headers.get("etag", "")
                self.exchange.watch(len(piece), len(piece))
                tags.append(tag)
        finally:
            self.exchange.watch = watch
        # 404: an earlier try, whose answer was lost, has put it together.
        answer = self._complete(upload, tags, conditions)
        taken = answer.status == HTTPStatus.OK
        if taken and _xml(answer, self.exchange.place).tag == "Error":
            # What goes wrong after the store has begun to answer comes with a good status.
            raise ExchangeBusy(place=self.exchange.place, status=answer.status)
        if not taken:
            self._ask("DELETE", {"uploadId": upload}, fine={HTTPStatus.NOT_FOUND})
        return taken

    def _ask(self, method: str, query: Mapping[str, str], **more: Any) -> Answer:
        return self.exchange._ask(method, self.key, query, writing=True, **more)

    def _begun(self) -> str:
        """The upload of this file that broke off, if there is one."""
        query = {"uploads": "", "prefix": self.key}
        root = _xml(self.exchange._ask("GET", "", query), self.exchange.place)
        for one in root.iter("Upload"):
            if one.findtext("Key") == self.key:
                return one.findtext("UploadId") or ""
        return ""

    def _begin(self) -> str:
        root = _xml(self._ask("POST", {"uploads": ""}), self.exchange.place)
        return root.findtext("UploadId") or ""

    def _there(self, upload: str) -> dict[int, str]:
        """Number and tag (the MD5, as the store gives it) of the parts that are up."""
        answer = self.exchange._ask("GET", self.key, {"uploadId": upload}, fine={HTTPStatus.NOT_FOUND})
        if answer.status == HTTPStatus.NOT_FOUND:
            return {}
        root = _xml(answer, self.exchange.place)
        return {int(p.findtext("PartNumber") or 0): p.findtext("ETag") or "" for p in root.iter("Part")}

    def _complete(self, upload: str, tags: list[str], headers: Mapping[str, str]) -> Answer:
        listed = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
            for number, tag in enumerate(tags, 1)
        )
        body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
        fine = {*_REFUSED, HTTPStatus.NOT_FOUND}
        return self._ask("POST", {"uploadId": upload}, body=body, headers=headers, fine=fine)


def _xml(answer: Answer, place: str) -> Any:
    """The answer's XML with the names of its elements bare: stores differ in the namespace."""
    from defusedxml import ElementTree

    try:
        root = ElementTree.fromstring(answer.content)
    except (ElementTree.ParseError, ValueError):
        raise ExchangeAddress(place=place) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _explained(answer: Answer, place: str) -> Exception | None:
    """What the store's own code for a refusal means; None for what its status says well enough."""
    try:
        code = _xml(answer, place).findtext("Code") or ""
    except ExchangeAddress:
        return None
    if code in _CODES:
        return _CODES[code](place=place)
    if code in ("SlowDown", "ConditionalRequestConflict", "OperationAborted"):
        return Again(ExchangeBusy(place=place, status=answer.status))
    return None
