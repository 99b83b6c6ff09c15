"""A house where some may read what others may not, and whether a word stands in clear anywhere in its file."""

from pathlib import Path

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.vaults.plain_pages import plain_pages, spelt

SECRET = "cinque parole a caso qui"
MARKER = "zqxreservedzq"


def furnish(at: Path) -> Path:
    """Barrito: Lucia and Rosa follow cases, Olga and Ines receive; Fatima is ``p1``."""
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)
    vault, _ = create_vault(at / "barrito", SCHEMA, Place("BAR", 2), lucia)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        for name in ("olga", "ines"):
            users.add(vault, name, name.title(), [Role.OPERATOR], SECRET)
        people.add(vault, Person(id="p1", house="", name="Fatima", surname="El Idrissi", language="ar"))
    return at / "barrito"


def in_clear(folder: Path, marker: str = MARKER) -> bool:
    """Whether *marker* stands in a page of the decrypted file."""
    with open_desk(folder, "olga", SECRET) as vault:
        key = vault.database_key()
    pages = plain_pages(folder / "vault.db", key).lower()
    return any(one in pages for one in spelt(marker))
