"""What lies beside the database of a copy: which copy it is, and what proves that it is whole.

``copia.json`` is canonical JSON: the body, its SHA-256 (anyone can look for damage) and its HMAC-SHA-256 under a key
that only the vault's data key gives (nobody else can make or change a copy). ``packaging/recovery/README.md`` has the
format.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from millegiorni_desk.errors import StorageFailed, VaultDamaged, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import durable

FILE_NAME = "copia.json"
_FORMAT = 1
_LONGEST = 64 * 1024


@dataclass(frozen=True)
class Held:
    """One file of a copy: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A copy told in numbers: nothing in it says who is in the vault.

    ``number`` counts the copies of one vault: a later copy has a higher one, whatever the clock said. ``made_at`` is
    an instant in UTC, ``day`` the local date. ``state`` changes with what the vault holds and ``clock`` is that of its
    change log; ``audit`` is the number of its newest audit entry. ``key`` tells the keys of one vault apart.
    """

    vault: str
    number: int
    made_at: str
    day: str
    schema: str
    state: str
    clock: int
    audit: int
    key: str
    files: dict[str, Held]

    @property
    def on(self) -> date:
        """The local date on which it was made."""
        return date.fromisoformat(self.day)

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.strptime(self.made_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    @property
    def size(self) -> int:
        """What its files take, in bytes."""
        return sum(held.size for held in self.files.values())


def key_name(key: bytes) -> str:
    """What tells one copy key from another without telling the key."""
    return hmac.digest(key, b"millegiorni copy key name", "sha256").hex()[:16]


def write(folder: Path, manifest: Manifest, key: bytes) -> None:
    """Write the manifest of the copy in *folder*, authenticated by *key*."""
    durable.write(folder / FILE_NAME, _to_json(manifest, _mac(manifest, key)))


def read(folder: Path) -> Manifest:
    """The manifest of the copy in *folder*, whole; who wrote it is asked by :func:`is_ours`.

    Raises ``VaultDamaged``, or ``StorageFailed`` where it cannot be read.
    """
    return _read(folder)[0]


def is_ours(folder: Path, key: bytes) -> bool:
    """Whether the copy in *folder* was made by someone who held the vault's data key, and is as she left it."""
    manifest, mac = _read(folder)
    return hmac.compare_digest(mac.encode(), _mac(manifest, key).encode())


def check_files(folder: Path, manifest: Manifest, copy: Path | None = None) -> None:
    """Read every file of the copy, or of what was laid out from *copy*, and compare.

    Raises ``VaultDamaged``, or ``StorageFailed`` where one cannot be read.
    """
    try:
        for name, held in manifest.files.items():
            path = folder / name
            if not path.is_file() or path.stat().st_size != held.size or durable.sha256(path) != held.sha256:
                raise VaultDamaged(_damaged(copy or folder))
    except OSError as error:
        raise StorageFailed(_unread(copy or folder, error)) from error


def _read(folder: Path) -> tuple[Manifest, str]:
    try:
        with (folder / FILE_NAME).open("rb") as stream:
            data = stream.read(_LONGEST)
        document = json.loads(data)
        body = dict(document["body"])
        if body.pop("format") != _FORMAT:
            raise VaultDamaged(
                _(
                    "Questa copia è stata fatta da una versione più nuova del programma. Aggiorna il programma."
                )
            )
        files = {str(name): Held(**held) for name, held in body.pop("files").items()}
        manifest, mac = Manifest(**body, files=files), document["mac"]
        # Canonical, byte by byte: nothing can be changed that does not change the digest.
        if data != _to_json(manifest, mac) or not _sensible(manifest, mac):
            raise VaultDamaged(_damaged(folder))
        return manifest, mac
    except FileNotFoundError:
        raise VaultDamaged(
            _("Nella cartella {name} non c'è una copia di un archivio.").format(name=folder.name)
        ) from None
    except OSError as error:
        raise StorageFailed(_unread(folder, error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise VaultDamaged(_damaged(folder)) from None


def _sensible(manifest: Manifest, mac: Any) -> bool:
    """Whether everything is of its kind; raises ``ValueError`` or ``TypeError`` where a date is none."""
    numbers = (
        manifest.number,
        manifest.clock,
        manifest.audit,
        *(held.size for held in manifest.files.values()),
    )
    words = (manifest.vault, manifest.state, manifest.schema, manifest.key, mac)
    return (
        # No other name: a file's name is joined to a folder.
        manifest.files.keys() == {"vault.db", "vault.slots"}
        and all(type(number) is int for number in numbers)
        and all(type(word) is str for word in words)
        and manifest.on <= date.max
        and manifest.at.tzinfo is UTC
    )


def _damaged(folder: Path) -> str:
    return _(
        "La copia «{name}» è rovinata o è stata cambiata: non va usata. L'archivio non è stato toccato: "
        "usa una copia più vecchia o quella dell'altro posto."
    ).format(name=folder.name)


def _unread(folder: Path, error: OSError) -> str:
    return _(
        "Non riesco a leggere la copia «{name}»: {why}. Controlla il disco o la chiavetta e riprova."
    ).format(name=folder.name, why=reason(error))


def _body(manifest: Manifest) -> dict[str, Any]:
    return {"format": _FORMAT, **asdict(manifest)}


def _to_json(manifest: Manifest, mac: str) -> bytes:
    body = _body(manifest)
    return _canonical({"body": body, "mac": mac, "sha256": hashlib.sha256(_canonical(body)).hexdigest()})


def _mac(manifest: Manifest, key: bytes) -> str:
    return hmac.digest(key, _canonical(_body(manifest)), "sha256").hex()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
