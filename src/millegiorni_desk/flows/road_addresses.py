"""The address of a road to where bundles meet: what a person writes, and what is made of it.

Nothing heavy is imported here: the first start asks for it before there is an archive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

FOLDER, WEBDAV, STORE, RELAY = "folder", "webdav", "s3", "relay"


@dataclass(frozen=True)
class Road:
    """Where bundles meet and what it takes to get there. Password and proxy appear in no text made of this."""

    address: str
    password: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """``folder`` (or file), ``webdav``, ``s3``, or the address's own scheme."""
        scheme, separator, _rest = self.address.partition("://")
        known = {"": FOLDER, "file": FOLDER, "dav": WEBDAV, "davs": WEBDAV}
        return known.get(scheme if separator else "", scheme)

    @property
    def user(self) -> str:
        """Who we are there."""
        return unquote(urlsplit(self.address).username or "") if "://" in self.address else ""


def webdav_address(url: str, user: str) -> str:
    """The address for what a person copies from Nextcloud: ``https://cloud.example.org/…``. Raises ``InvalidValue``."""
    parts = _https(url)
    scheme = "davs" if parts.scheme == "https" else "dav"
    return f"{scheme}://{_user(user)}{parts.netloc}{quote(unquote(parts.path))}".rstrip("/")


def store_address(endpoint: str, bucket: str, key_id: str) -> str:
    """The address of ``bucket/folder`` in the object store at *endpoint*. Raises ``InvalidValue``."""
    parts = _https(endpoint)
    name = bucket.strip().strip("/")
    if not name:
        raise InvalidValue(
            _("Scrivi il nome del contenitore (bucket), come lo dà chi cura il server."), "bucket"
        )
    return f"s3://{_user(key_id)}{quote(name)}?endpoint={parts.scheme}://{parts.netloc}"


def relay_address(url: str) -> str:
    """The address of the relay that a person writes as ``https://relay.example.org``. Raises ``InvalidValue``."""
    parts = _https(url)
    return f"relay://{parts.netloc}{quote(unquote(parts.path))}".rstrip("/")


def shown(address: str) -> tuple[str, str]:
    """A server's address as a person writes it, and the bucket with its folder (empty but for an object store)."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "s3":
        return parts.query.partition("endpoint=")[2].partition("&")[0], unquote(host + parts.path)
    return f"{'http' if parts.scheme == 'dav' else 'https'}://{host}{unquote(parts.path)}", ""


def proxy_address(text: str, known: str = "") -> str:
    """The proxy that a person writes, empty for none; as :func:`shown_proxy` shows *known*, it keeps its password.

    Raises ``InvalidValue``.
    """
    wanted = text.strip()
    if not wanted or (known and wanted == shown_proxy(known)):
        return known if wanted else ""
    try:
        parts = urlsplit(wanted if "://" in wanted else f"http://{wanted}")
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.path.strip("/") or parts.query:
        raise InvalidValue(
            _(
                "Non è l'indirizzo di un proxy: è come http://proxy.casa.it:8080. Chiedilo a chi cura la rete."
            ),
            "proxy",
        )
    return f"{parts.scheme}://{parts.netloc}"


def shown_proxy(proxy: str) -> str:
    """A proxy's address with its user, without its password."""
    parts = urlsplit(proxy)
    who, at, host = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{who.partition(':')[0]}{at}{host}" if proxy else ""


def _https(url: str) -> SplitResult:
    """The parts of a server's address as a person writes it: without ``https://`` too, never with a password."""
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        sound = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InvalidValue(
            _("Non è l'indirizzo di un server: di solito comincia con https://. Copialo da chi lo cura."),
            "url",
        )
    if "@" in parts.netloc:
        raise InvalidValue(
            _("Nell'indirizzo non vanno utente e password: scrivili nelle loro caselle."), "url"
        )
    return parts


def _user(name: str) -> str:
    return f"{quote(name.strip(), safe='')}@" if name.strip() else ""
