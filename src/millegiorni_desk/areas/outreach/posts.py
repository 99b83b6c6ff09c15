"""Posts: what was told on each channel, and how many people it reached where that is known."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.outreach import named
from millegiorni_desk.areas.outreach.named import EVER, Days
from millegiorni_desk.areas.outreach.records import Post
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_WHERE = "WHERE on_date BETWEEN :first AND :last AND voided IS 0"


def page(vault: Vault, offset: int, limit: int, days: Days = EVER, channel: str = "") -> list[Post]:
    """A page of the posts of a period, of one channel or all, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        f"SELECT id FROM post {_WHERE}{_on(channel)} ORDER BY on_date DESC, id DESC LIMIT :limit OFFSET :offset",
        limit=limit, offset=offset, channel=channel, **days.parameters(),
    )  # fmt: skip
    ids = [row["id"] for row in rows]
    with vault.read() as session:
        found = {one.id: one for one in session.exec(select(Post).where(col(Post.id).in_(ids)))}
    return [found[one] for one in ids]


def count(vault: Vault, days: Days = EVER, channel: str = "") -> int:
    """How many posts there are in a period, on one channel or all."""
    sql = f"SELECT count(*) FROM post {_WHERE}{_on(channel)}"
    return int(vault.scalar(sql, channel=channel, **days.parameters()))


def post(vault: Vault, post_id: str) -> Post:
    """One post, taken out or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Post, post_id)


def add(vault: Vault, new: Post) -> Post:
    """Write down a post. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("post.add") as session:
        _check(vault, new)
        session.add(new)
    return new


def edit(vault: Vault, post_id: str, **changes: Any) -> Post:
    """Change some fields, or take the post out of every list and count (``voided=True``) and back."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("post.edit") as session:
        held = vault.get(Post, post_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _on(channel: str) -> str:
    return " AND channel = :channel" if channel else ""


def _check(vault: Vault, held: Post) -> None:
    held.title, held.notes = named.line_of_words(held.title), held.notes.strip()
    if not held.channel:
        raise InvalidValue(_("Scegli il canale."), "channel")
    network.check_codes(vault, "outreach_channel", [held.channel], "channel")
    if not held.title:
        raise InvalidValue(_("Scrivi di che cosa parla."), "title")
    held.link = named.link(held.link)
    named.check_past(held.on_date, _("Il giorno è nel futuro: la pubblicazione si scrive quando è uscita."))
    if held.reach is not None and held.reach < 0:
        raise InvalidValue(_("Quante persone ha raggiunto non può essere meno di zero."), "reach")
    named.check_house(vault, held.house_code)
    named.check_funders(vault, held.funders)
