"""Key slots: the vault's data key, sealed once for each user and once for the recovery key.

A slot is Argon2id (RFC 9106) over the secret, then ChaCha20-Poly1305 (RFC 8439) over the data key and the seed of
the key to which reserved records are sealed for whoever has that secret; everything else in the slot is
authenticated with it. Half of what Argon2id gives is a commitment, so a
wrong secret and a damaged slot are told apart. The file carries a digest of itself and is replaced
atomically, keeping the generation before.

When the data key is renewed (``renewal``) nobody else's secret is known: beside a slot of a former epoch lies the new
key, wrapped to the key pair whose seed that slot holds (HPKE, RFC 9180). Whoever has the secret gets at both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from millegiorni_desk.errors import BugError, StorageFailed, VaultDamaged, WrongPassphrase, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import durable, seal_keys
from millegiorni_desk.vault.seal_keys import KeyPair, SealBroken

FILE_NAME = "vault.slots"
PREVIOUS_NAME = "vault.slots.previous"
_WEAKEN = "MILLEGIORNI_TESTONLY_WEAKEN_KDF"
_FORMAT = 1
_WITH_RENEWED = 2
"""The format of a file with a slot of a former epoch, which a program of before would take for a damaged one."""
_RENEWAL = "millegiorni renewal 1"
_KEY_BYTES = 32


@dataclass(frozen=True)
class KdfCost:
    """What one guess costs: memory in KiB, passes, lanes (RFC 9106, section 3.1)."""

    memory_kib: int
    iterations: int
    lanes: int

    def within_bounds(self) -> bool:
        """Floor against a downgrade, ceiling against a file that would exhaust the machine."""
        floor = 64 if os.environ.get(_WEAKEN) else FLOOR.memory_kib
        fewest = 1 if os.environ.get(_WEAKEN) else FLOOR.iterations
        return (
            floor <= self.memory_kib <= 1 << 20 and fewest <= self.iterations <= 10 and 1 <= self.lanes <= 16
        )


FLOOR = KdfCost(64 * 1024, 3, 4)
DEFAULT = KdfCost(256 * 1024, 3, 4)
_TESTS_ONLY = KdfCost(64, 1, 1)


def calibrate(about_seconds: float = 1.0) -> KdfCost:
    """The dearest cost that this machine pays in about *about_seconds*, never under the floor."""
    if os.environ.get(_WEAKEN):
        return _TESTS_ONLY
    started = time.perf_counter()
    _derive(b"calibration", b"0" * 16, FLOOR)
    floor_seconds = time.perf_counter() - started
    for factor in (4, 2):
        if floor_seconds * factor <= about_seconds:
            return replace(FLOOR, memory_kib=FLOOR.memory_kib * factor)
    return FLOOR


@dataclass(frozen=True)
class Held:
    """What a slot holds: the data key that all slots share, and a seed of its own (none in a slot made before it).

    ``behind``: the slot is of a former epoch, and should be made anew while its secret is at hand.
    """

    data_key: bytes = field(repr=False)
    seal_seed: bytes = field(repr=False)
    behind: bool = False


@dataclass(frozen=True)
class Slot:
    """One sealed copy of the data key of ``epoch``. ``kind`` is ``user`` or ``recovery``.

    ``renewed``, in a slot of a former epoch: the data key of the file's epoch, wrapped to the slot's own key pair.
    """

    kind: str
    user: str
    cost: KdfCost
    salt: bytes
    commitment: bytes
    nonce: bytes
    sealed: bytes
    epoch: int
    renewed: str = ""


@dataclass(frozen=True)
class Recipient:
    """Whom a new data key is wrapped to: the public key of a slot's pair, and the data key that the slot holds."""

    public: str
    data_key: bytes = field(repr=False)


@dataclass(frozen=True)
class SlotFile:
    """All slots of a vault; a value: every change makes a new one."""

    vault_id: str
    epoch: int
    slots: tuple[Slot, ...]

    def with_slot(
        self, kind: str, user: str, secret: bytes, data_key: bytes, cost: KdfCost, seal_seed: bytes = b""
    ) -> SlotFile:
        """A copy in which *user*'s slot of that kind is (re)made from *secret*."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        key, commitment = _derive(secret, salt, cost)
        slot = Slot(kind, user, cost, salt, commitment, nonce, b"", self.epoch)
        sealed = ChaCha20Poly1305(key).encrypt(nonce, data_key + seal_seed, self._bound(slot))
        others = tuple(s for s in self.slots if (s.kind, s.user) != (kind, user))
        return replace(self, slots=(*others, replace(slot, sealed=sealed)))

    def without_user(self, user: str) -> SlotFile:
        """A copy that *user*'s passphrase no longer opens."""
        return replace(self, slots=tuple(s for s in self.slots if (s.kind, s.user) != ("user", user)))

    def renewed(self, data_key: bytes, recipients: Mapping[tuple[str, str], Recipient]) -> SlotFile:
        """A copy of the next epoch, whose slots lead to *data_key*; only those that *recipients* names are in it."""
        epoch = self.epoch + 1
        kept = [slot for slot in self.slots if (slot.kind, slot.user) in recipients]
        slots = []
        for slot in kept:
            to = recipients[slot.kind, slot.user]
            holds_to = self._renewal(slot, epoch, to.data_key)
            slots.append(replace(slot, renewed=seal_keys.wrap(data_key, to.public, holds_to)))
        return SlotFile(self.vault_id, epoch, tuple(slots))

    def slot(self, kind: str, user: str) -> Slot | None:
        """*user*'s slot of that kind."""
        return next((slot for slot in self.slots if (slot.kind, slot.user) == (kind, user)), None)

    def users(self) -> list[str]:
        """The names that have a passphrase."""
        return [slot.user for slot in self.slots if slot.kind == "user"]

    def digest(self) -> str:
        """The SHA-256 of the file that holds them, in hexadecimal."""
        return hashlib.sha256(_to_json(self)).hexdigest()

    def open(self, kind: str, user: str, secret: bytes) -> bytes:
        """The data key. Raises ``WrongPassphrase`` (also for an unknown user) or ``VaultDamaged``."""
        return self.held(kind, user, secret).data_key

    def held(self, kind: str, user: str, secret: bytes) -> Held:
        """All that *user*'s slot holds. Raises as :meth:`open`."""
        slot = self.slot(kind, user)
        if slot is None:
            raise WrongPassphrase(_wrong(kind))
        held = self._open_slot(slot, secret)
        if slot.epoch == self.epoch:
            return held
        try:
            holds_to = self._renewal(slot, self.epoch, held.data_key)
            return Held(KeyPair(held.seal_seed).unwrap(slot.renewed, holds_to), held.seal_seed, behind=True)
        except (SealBroken, ValueError):
            raise VaultDamaged(_DAMAGED) from None

    def _open_slot(self, slot: Slot, secret: bytes) -> Held:
        if not slot.cost.within_bounds():
            raise VaultDamaged(
                _(
                    "Le chiavi di questo archivio chiedono una protezione fuori misura: il file è stato cambiato. "
                    "Non è stato aperto nulla. Rimetti la copia di riserva del file vault.slots."
                )
            )
        key, commitment = _derive(secret, slot.salt, slot.cost)
        if not hmac.compare_digest(commitment, slot.commitment):
            raise WrongPassphrase(_wrong(slot.kind))
        try:
            content = ChaCha20Poly1305(key).decrypt(slot.nonce, slot.sealed, self._bound(slot))
        except InvalidTag:
            raise VaultDamaged(_DAMAGED) from None
        return Held(content[:_KEY_BYTES], content[_KEY_BYTES:])

    def _bound(self, slot: Slot) -> bytes:
        return _canonical([_FORMAT, self.vault_id, slot.epoch, slot.kind, slot.user, asdict(slot.cost)])

    def _renewal(self, slot: Slot, epoch: int, former: bytes) -> bytes:
        """What a wrapped key holds to. Only who knew the *former* data key can make one that opens."""
        known = hmac.digest(former, _RENEWAL.encode(), "sha256").hex()
        return _canonical([_RENEWAL, self.vault_id, epoch, slot.kind, slot.user, known])


_DAMAGED = _(
    "Il file delle chiavi è rovinato e l'archivio non si può aprire così. I dati sono ancora lì, cifrati. "
    "Rimetti il file vault.slots da una copia, oppure chiedi aiuto al coordinamento."
)


def _wrong(kind: str) -> str:
    if kind == "recovery":
        return _(
            "La chiave di recupero non apre questo archivio. Controlla che il foglio sia di questa postazione."
        )
    return _("Il nome o la frase segreta non sono giusti. Riprova: maiuscole e accenti contano.")


def _derive(secret: bytes, salt: bytes, cost: KdfCost) -> tuple[bytes, bytes]:
    output = Argon2id(
        salt=salt, length=64, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(secret)
    return output[:32], output[32:]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _to_json(file: SlotFile) -> bytes:
    body = {
        "format": _WITH_RENEWED if any(slot.renewed for slot in file.slots) else _FORMAT,
        "vault": file.vault_id,
        "epoch": file.epoch,
        "slots": [
            {
                "kind": s.kind,
                "user": s.user,
                "cost": asdict(s.cost),
                "salt": _b64(s.salt),
                "commitment": _b64(s.commitment),
                "nonce": _b64(s.nonce),
                "sealed": _b64(s.sealed),
                **({"epoch": s.epoch, "renewed": s.renewed} if s.renewed else {}),
            }
            for s in file.slots
        ],
    }
    return _canonical({"body": body, "sha256": hashlib.sha256(_canonical(body)).hexdigest()})


def _from_json(data: bytes) -> SlotFile:
    try:
        document = json.loads(data)
        body = document["body"]
        if hashlib.sha256(_canonical(body)).hexdigest() != document["sha256"]:
            raise VaultDamaged(_DAMAGED)
        if body["format"] not in (_FORMAT, _WITH_RENEWED):
            raise VaultDamaged(
                _(
                    "Questo archivio è stato scritto da una versione più nuova del programma. Aggiorna il programma."
                )
            )
        slots = tuple(
            Slot(
                kind=s["kind"],
                user=s["user"],
                cost=KdfCost(**s["cost"]),
                **{name: base64.b64decode(s[name]) for name in ("salt", "commitment", "nonce", "sealed")},
                epoch=s.get("epoch", body["epoch"]),
                renewed=str(s.get("renewed", "")),
            )
            for s in body["slots"]
        )
        return SlotFile(body["vault"], body["epoch"], slots)
    except (ValueError, KeyError, TypeError):
        raise VaultDamaged(_DAMAGED) from None


def read(folder: Path) -> SlotFile:
    """The slots of the vault in *folder*; where the file is damaged, the generation before it."""
    try:
        return _from_json((folder / FILE_NAME).read_bytes())
    except (VaultDamaged, FileNotFoundError) as damaged:
        try:
            return _from_json((folder / PREVIOUS_NAME).read_bytes())
        except (VaultDamaged, FileNotFoundError):
            if isinstance(damaged, VaultDamaged):
                raise damaged from None
            raise VaultDamaged(
                _(
                    "Qui manca il file delle chiavi (vault.slots): senza, l'archivio non si apre. "
                    "Controlla di aver scelto la cartella giusta o rimetti il file da una copia."
                )
            ) from None


def write(folder: Path, file: SlotFile) -> None:
    """Replace the slots atomically; the former generation stays beside them."""
    if not any(slot.kind == "recovery" for slot in file.slots):
        raise BugError(_("Un archivio senza chiave di recupero non si scrive."))
    target, fresh = folder / FILE_NAME, folder / (FILE_NAME + ".new")
    try:
        durable.write(fresh, _to_json(file))
        if target.exists():
            keep = folder / (PREVIOUS_NAME + ".new")
            durable.write(keep, target.read_bytes())
            os.replace(keep, folder / PREVIOUS_NAME)
        os.replace(fresh, target)
        durable.sync_folder(folder)
    except OSError as error:
        raise StorageFailed(
            _("Non riesco a scrivere le chiavi in {name}: {reason}. Quelle di prima restano valide.").format(
                name=folder.name, reason=reason(error)
            )
        ) from error


def drop_unfinished(folder: Path) -> None:
    """Take away slots whose writing was cut short: nobody's yet, and perhaps of a key that will never be used."""
    for name in (FILE_NAME, PREVIOUS_NAME):
        with suppress(OSError):
            (folder / (name + ".new")).unlink()


def spare_is_behind(folder: Path, file: SlotFile) -> bool:
    """Whether the generation before *file* is of a former epoch: a power cut came before it was taken away."""
    try:
        return _from_json((folder / PREVIOUS_NAME).read_bytes()).epoch < file.epoch
    except (OSError, VaultDamaged):
        return False


def forget_previous(folder: Path, file: SlotFile) -> None:
    """Make *file*, which is valid already, its own spare copy: a secret taken away must not open by the former one.

    Without room for the spare copy there is none until the next change.
    """
    try:
        write(folder, file)
    except StorageFailed:
        (folder / PREVIOUS_NAME).unlink(missing_ok=True)


def put_back(folder: Path, file: SlotFile) -> None:
    """Make *file*, the generation before the newest, valid again: what it was replaced for did not come about.

    Needs no room on the disk where ``write`` has just kept that generation.
    """
    try:
        if _from_json((folder / PREVIOUS_NAME).read_bytes()) == file:
            os.replace(folder / PREVIOUS_NAME, folder / FILE_NAME)
            durable.sync_folder(folder)
            return
    except (OSError, VaultDamaged):
        pass
    write(folder, file)
