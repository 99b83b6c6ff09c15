"""The marks of the funders and of the project, printed at the foot of what is handed out, in an order of their own."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network.records import Logo
from millegiorni_desk.paper import pictures
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

MOST_BYTES = 300_000
MOST = 12


def every(vault: Vault) -> list[Logo]:
    """The marks in use, in the order in which they are printed."""
    vault.require(Permission.SEE_PROGRAMME)

    def read() -> list[Logo]:
        with vault.read() as session:
            asked = select(Logo).where(col(Logo.voided).is_(False)).order_by(col(Logo.rank), col(Logo.id))
            return list(session.exec(asked).all())

    return vault.cached("logos", ("logo",), read)


def picture(logo: Logo) -> bytes:
    """The picture itself."""
    return base64.b64decode(logo.content)


def add(vault: Vault, name: str, content: bytes, funder_id: str = "") -> Logo:
    """Put a picture (PNG, JPEG or SVG) after the others. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.COORDINATE)
    name = " ".join(name.split())
    if not name:
        raise InvalidValue(_("Scrivi di chi è il logo: lo legge chi non vede."), "name")
    kind = _checked(content)
    known = every(vault)
    if len(known) >= MOST:
        raise InvalidValue(_("Sono già {n} loghi: togline uno.").format(n=MOST), "file")
    told = base64.b64encode(content).decode("ascii")
    if any(one.content == told for one in known):
        raise InvalidValue(_("Questo logo c'è già."), "file")
    rank = max((one.rank for one in known), default=0) + 1
    new = Logo(name=name, funder_id=funder_id, media_type=kind, content=told, rank=rank)
    with vault.save("logo.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, logo_id: str, **changes: Any) -> Logo:
    """Change its name or whose it is, or take it away (``voided=True``) and put it back."""
    vault.require(Permission.COORDINATE)
    with vault.save("logo.edit") as session:
        held = vault.get(Logo, logo_id)
        for field, value in changes.items():
            if field not in ("name", "funder_id", "voided"):
                raise ValueError(field)
            setattr(held, field, " ".join(value.split()) if field == "name" else value)
        if not held.name:
            raise InvalidValue(_("Scrivi di chi è il logo: lo legge chi non vede."), "name")
        return session.merge(held)


def arrange(vault: Vault, ids: Sequence[str]) -> list[Logo]:
    """Print them in that order; those not named come after, as they stood."""
    vault.require(Permission.COORDINATE)
    known = {one.id: one for one in every(vault)}
    order = [one for one in ids if one in known]
    order += [one for one in known if one not in order]
    with vault.save("logo.arrange") as session:
        for rank, logo_id in enumerate(order, 1):
            if known[logo_id].rank != rank:
                held = vault.get(Logo, logo_id)
                held.rank = rank
                session.merge(held)
    return every(vault)


def _checked(content: bytes) -> str:
    """The kind of picture. Raises ``InvalidValue`` for what cannot be printed."""
    if len(content) > MOST_BYTES:
        words = _("Il file è troppo grande: al massimo {n} kB. Riduci l'immagine, o chiedi il logo in SVG.")
        raise InvalidValue(words.format(n=MOST_BYTES // 1000), "file")
    kind = pictures.media_type(content)
    if not kind:
        raise InvalidValue(_("Serve un'immagine PNG, JPEG o SVG: questo file non lo è."), "file")
    if kind == pictures.SVG and pictures.has_letters(content):
        raise InvalidValue(
            _(
                "Nel logo ci sono delle scritte: chiedi l'SVG con i testi convertiti in tracciati, oppure un PNG."
            ),
            "file",
        )
    try:
        pictures.ratio(content, kind)
    except ValueError as error:
        raise InvalidValue(
            _("L'immagine è rovinata, troppo grande o si serve di altri file."), "file"
        ) from error
    if not pictures.drawable(content, kind):
        raise InvalidValue(_("L'immagine è rovinata, troppo grande o si serve di altri file."), "file")
    return kind
