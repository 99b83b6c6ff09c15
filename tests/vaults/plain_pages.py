"""The pages of a vault decrypted one by one: what is in use, what is free, what is half overwritten."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_SALT, _IV, _RESERVED = 16, 16, 80


def plain_pages(database: Path, key: str) -> bytes:
    """Everything that SQLCipher 4 wrote to *database*: AES-256-CBC, the IV of each page in its last 80 bytes.

    *key* is the raw key in hexadecimal. No page is left out, whatever SQLite thinks of it.
    """
    content, pieces = database.read_bytes(), []
    assert content and len(content) % PAGE == 0
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        sealed, iv = page[_SALT if start == 0 else 0 : PAGE - _RESERVED], page[PAGE - _RESERVED :][:_IV]
        opener = Cipher(algorithms.AES(bytes.fromhex(key)), modes.CBC(iv)).decryptor()
        pieces.append(opener.update(sealed) + opener.finalize())
    return b"".join(pieces)


def spelt(text: str) -> list[bytes]:
    """How *text* may stand in a page: UTF-8, and the two orders of UTF-16; in small letters."""
    return [text.casefold().encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
