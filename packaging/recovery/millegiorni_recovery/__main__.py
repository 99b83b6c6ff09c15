"""Opens a vault, or a copy of one, without Millegiorni Desk: for the day when the program is gone.

    python -m millegiorni_recovery FOLDER                       asks for the recovery key and looks whether all is whole
    python -m millegiorni_recovery FOLDER --user lucia          asks for lucia's passphrase instead
    python -m millegiorni_recovery FOLDER --csv OUT             every table as a CSV file
    python -m millegiorni_recovery FOLDER --json OUT            every table as a JSON file
    python -m millegiorni_recovery FOLDER --sqlite FILE         one plain SQLite database, with everything

This one file is the whole tool. It needs Python 3.10 or later and two libraries, ``sqlcipher3`` and ``cryptography``,
and shares no code with the desk: ``README.md`` beside it describes the format, so that another can be written.
It never writes to the folder it reads. What it exports is in clear: put it where nobody else reads it.
The secret may be the first line of the file that MILLEGIORNI_PASSPHRASE_FILE names, for those who cannot type.
"""

import argparse
import base64
import csv
import getpass
import hashlib
import hmac
import json
import os
import shutil
import sys
import tempfile
import unicodedata
from contextlib import closing, contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 1 << 20, 10, 16


class Refused(Exception):
    """What is told to the person, in one sentence; nothing was written."""


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


# --- the key slots: vault.slots ---------------------------------------------------------------------------------------


def read_slots(folder):
    """The body of ``vault.slots``; where that is damaged, of ``vault.slots.previous``."""
    told = "Qui non c'è il file delle chiavi (vault.slots): scegli la cartella dell'archivio o di una copia."
    for name in ("vault.slots", "vault.slots.previous"):
        try:
            document = json.loads((folder / name).read_bytes())
            body = document["body"]
            if hashlib.sha256(canonical(body)).hexdigest() == document["sha256"]:
                if body["format"] not in (1, 2):
                    raise Refused(
                        f"Il file delle chiavi è del formato {body['format']}, questo strumento legge i formati 1 e 2."
                    )
                return body
            told = "Il file delle chiavi è rovinato: prova con una copia."
        except FileNotFoundError:
            continue
        except (ValueError, KeyError, TypeError):
            told = "Il file delle chiavi è rovinato: prova con una copia."
    raise Refused(told)


def recovery_secret(printed):
    """The 20 bytes of a printed recovery key: nine groups of four characters, the last a checksum."""
    text = "".join(printed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(text) != 36 or any(sign not in ALPHABET for sign in text):
        raise Refused(
            f"La chiave di recupero ha 36 caratteri in nove gruppi, qui ne leggo {len(text)}: ricontrolla il foglio."
        )
    number = 0
    for sign in text[:32]:
        number = number << 5 | ALPHABET.index(sign)
    secret = number.to_bytes(20, "big")
    check = int.from_bytes(hashlib.sha256(b"millegiorni recovery 1" + secret).digest()[:5], "big")
    if "".join(ALPHABET[check >> 5 * place & 31] for place in range(7, 3, -1)) != text[32:]:
        raise Refused(
            "Un carattere della chiave di recupero non torna: ricontrolla il foglio gruppo per gruppo."
        )
    return secret


def passphrase_secret(typed):
    return " ".join(unicodedata.normalize("NFC", typed).split()).encode()


def open_slot(body, kind, user, secret):
    """The vault's data key: 32 bytes. Argon2id over the secret, then ChaCha20-Poly1305."""
    slot = next((each for each in body["slots"] if (each["kind"], each["user"]) == (kind, user)), None)
    if slot is None:
        names = ", ".join(each["user"] for each in body["slots"] if each["kind"] == "user")
        raise Refused(f"«{user}» non apre questo archivio. Lo aprono: {names}, o la chiave di recupero.")
    cost = slot["cost"]
    if cost["memory_kib"] > MOST_MEMORY_KIB or cost["iterations"] > MOST_PASSES or cost["lanes"] > MOST_LANES:
        raise Refused("Il file delle chiavi chiede più memoria di quanta sia sensata: è stato cambiato.")
    derived = Argon2id(
        salt=base64.b64decode(slot["salt"]),
        length=64,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    ).derive(secret)
    if not hmac.compare_digest(derived[32:], base64.b64decode(slot["commitment"])):
        what = "La chiave di recupero" if kind == "recovery" else "La frase segreta"
        raise Refused(f"{what} non è quella di questo archivio. Non è stato scritto nulla.")
    bound = canonical([1, body["vault"], slot.get("epoch", body["epoch"]), slot["kind"], slot["user"], cost])
    try:
        held = ChaCha20Poly1305(derived[:32]).decrypt(
            base64.b64decode(slot["nonce"]), base64.b64decode(slot["sealed"]), bound
        )
        return renewed_key(body, slot, held[:32], held[32:]) if "renewed" in slot else held[:32]
    except (InvalidTag, ValueError):
        raise Refused("Il file delle chiavi è stato cambiato: prova con una copia.") from None


def renewed_key(body, slot, former, seed):
    """The data key that replaced *former*: wrapped (HPKE, RFC 9180) to the pair whose *seed* the slot holds."""
    purpose = "millegiorni renewal 1"
    known = hmac.new(former, purpose.encode(), "sha256").hexdigest()
    bound = canonical([purpose, body["vault"], body["epoch"], slot["kind"], slot["user"], known])
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    return suite.decrypt(base64.b64decode(slot["renewed"]), X25519PrivateKey.from_private_bytes(seed), bound)


def expand(data_key, vault, purpose):
    return HKDF(algorithm=SHA256(), length=32, salt=vault.encode(), info=purpose).derive(data_key)


# --- the manifest of a copy: copia.json -------------------------------------------------------------------------------


def check_copy(folder, data_key):
    """What the manifest says of a copy, once it is proved; ``None`` in a vault, which has none."""
    path = folder / "copia.json"
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_bytes())
        body = document["body"]
        key = expand(data_key, body["vault"], b"millegiorni copy/1")
        proved = hmac.compare_digest(document["mac"], hmac.new(key, canonical(body), "sha256").hexdigest())
        whole = proved and all(_is(folder / name, held) for name, held in body["files"].items())
    except (ValueError, KeyError, TypeError, OSError):
        whole = False
    if not whole:
        raise Refused(
            "La copia è rovinata o è stata cambiata: prova con un'altra, o aggiungi --anyway per leggere ciò che resta."
        )
    return body


def _is(path, held):
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in iter(lambda: stream.read(1 << 20), b""):
            digest.update(piece)
    return path.stat().st_size == held["size"] and digest.hexdigest() == held["sha256"]


# --- the database: vault.db (SQLCipher 4, raw key) --------------------------------------------------------------------


@contextmanager
def opened(folder, key):
    """A connection to a copy of the encrypted files in a private folder, so that the original is not touched."""
    if not (folder / "vault.db").is_file():
        raise Refused("Qui non c'è il file dell'archivio (vault.db): scegli la cartella giusta.")
    # The power went just before the database with the renewed key got its name: it is the one that these slots open.
    for name in ("vault.db", "vault.db.new"):
        if not (folder / name).is_file():
            continue
        with tempfile.TemporaryDirectory(prefix="millegiorni-") as private:
            for each in (name, name + "-wal"):
                if (folder / each).is_file():
                    shutil.copyfile(folder / each, Path(private) / each)
            with closing(sqlcipher.connect(str(Path(private) / name), isolation_level=None)) as connection:
                connection.execute("PRAGMA cipher_log_level = NONE")
                connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                connection.execute("PRAGMA temp_store = MEMORY")
                try:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                except sqlcipher.Error:
                    continue
                yield connection
                return
    raise Refused("Il file dell'archivio è rovinato, o non è quello di queste chiavi: prova con una copia.")


def faults(connection):
    """What is wrong with the pages, in the words of the database; empty when nothing is."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seals = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    return seals + [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]


def tables(connection):
    """The tables of records: neither SQLite's own nor those that search makes for itself."""
    made = {
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    }
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    return [
        name
        for name in names
        if not name.startswith("sqlite_")
        and not any(name == each or name.startswith(each + "_") for each in made)
    ]


def rows_of(connection, table):
    found = connection.execute('SELECT * FROM "' + table.replace('"', '""') + '"')
    return [column[0] for column in found.description], found


def text(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def export_csv(connection, out):
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in tables(connection):
        columns, rows = rows_of(connection, table)
        with (out / f"{table}.csv").open("w", newline="", encoding="utf-8-sig") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows([text(value) for value in row] for row in rows)


def export_json(connection, out):
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in tables(connection):
        columns, rows = rows_of(connection, table)
        held = [dict(zip(columns, map(text, row), strict=True)) for row in rows]
        (out / f"{table}.json").write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")


def export_sqlite(connection, out):
    if out.exists():
        raise Refused(f"{out.name} c'è già: scegli un altro nome.")
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(out),))
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.execute("DETACH DATABASE plain")


# --- the command ------------------------------------------------------------------------------------------------------


def secret_of(user):
    """What the person types, and the kind of slot that it opens."""
    file = os.environ.get("MILLEGIORNI_PASSPHRASE_FILE")
    words = "Frase segreta: " if user else "Chiave di recupero (nove gruppi, dal foglio): "
    typed = Path(file).read_text(encoding="utf-8").split("\n")[0] if file else getpass.getpass(words)
    if user:
        return "user", user.strip().casefold(), passphrase_secret(typed)
    return "recovery", "", recovery_secret(typed)


def run(arguments):
    folder = arguments.folder
    body = read_slots(folder)
    data_key = open_slot(body, *secret_of(arguments.user))
    try:
        copy = check_copy(folder, data_key)
        if copy:
            print(f"Copia numero {copy['number']} del {copy['day']}: intera.")
    except Refused as problem:
        if not arguments.anyway:
            raise
        print(problem, file=sys.stderr)
    with opened(folder, expand(data_key, body["vault"], b"millegiorni db/1")) as connection:
        wrong = faults(connection)
        if wrong and not arguments.anyway:
            raise Refused(
                f"L'archivio è rovinato ({wrong[0]}). Prova con una copia, o aggiungi --anyway per leggere il resto."
            )
        for table in tables(connection):
            print(f"{connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:>9}  {table}")
        for export, out in (
            (export_csv, arguments.csv),
            (export_json, arguments.json),
            (export_sqlite, arguments.sqlite),
        ):
            if out is not None:
                export(connection, out)
                print(f"Scritto in chiaro: {out}")
    print("Tutto intero." if not wrong else "Letto ciò che resta.")


def main():
    """0 when it was done, 1 with one sentence on standard error when not."""
    parser = argparse.ArgumentParser(prog="millegiorni_recovery", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="the vault's folder, or a copy's")
    parser.add_argument(
        "--user", default="", help="open with this user's passphrase instead of the recovery key"
    )
    parser.add_argument("--csv", type=Path, help="write every table as CSV into this folder, in clear")
    parser.add_argument("--json", type=Path, help="write every table as JSON into this folder, in clear")
    parser.add_argument("--sqlite", type=Path, help="write one plain SQLite database, in clear")
    parser.add_argument("--anyway", action="store_true", help="read what is left of something damaged")
    try:
        run(parser.parse_args())
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1
    except (OSError, sqlcipher.Error) as problem:
        print(f"Non riesco: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
