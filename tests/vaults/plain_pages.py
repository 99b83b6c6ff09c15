"""The pages of a vault decrypted one by one: what is in use, what is free, what is half overwritten."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_SALT, _IV, _RESERVED = 16, 16, 80
_LOG_HEAD, _FRAME = 32, 24


def plain_pages(database: Path, key: str) -> bytes:
    """Everything that SQLCipher 4 wrote to *database*: AES-256-CBC, the IV of each page in its last 80 bytes.

    *key* is the raw key in hexadecimal. No page is left out, whatever SQLite thinks of it.
    """
    content = database.read_bytes()
    assert content and len(content) % PAGE == 0
    starts = range(0, len(content), PAGE)
    return b"".join(_opened(content[start : start + PAGE], key, first=start == 0) for start in starts)


def plain_frames(log: Path, key: str) -> bytes:
    """Every page in a write-ahead log, those of transactions long folded into the database too."""
    content = log.read_bytes()
    frames = [content[at : at + _FRAME + PAGE] for at in range(_LOG_HEAD, len(content), _FRAME + PAGE)]
    return b"".join(_opened(frame[_FRAME:], key, first=frame[:4] == b"\0\0\0\1") for frame in frames)


def _opened(page: bytes, key: str, *, first: bool) -> bytes:
    sealed, iv = page[_SALT if first else 0 : PAGE - _RESERVED], page[PAGE - _RESERVED :][:_IV]
    opener = Cipher(algorithms.AES(bytes.fromhex(key)), modes.CBC(iv)).decryptor()
    return opener.update(sealed) + opener.finalize()


def spelt(text: str) -> list[bytes]:
    """How *text* may stand in a page: UTF-8, and the two orders of UTF-16; in small letters."""
    return [text.casefold().encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
