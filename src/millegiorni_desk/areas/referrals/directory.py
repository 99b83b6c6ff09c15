"""The directory of services (rubrica): where a woman can be sent, and whether what is written is still true.

It belongs to the network: what one desk puts right reaches all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people.languages import language_name, languages
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

CHECK_AFTER_MONTHS = 12
_LINES = ("name", "address", "quarter", "phone", "email", "website", "contact")


@dataclass(frozen=True)
class _Listed:
    """A service and everything that may be typed to find it, folded."""

    service: Service
    name: str
    words: str


def find(
    vault: Vault, text: str = "", *, kind: str = "", quarter: str = "", language: str = ""
) -> list[Service]:
    """The services that hold every word of *text* (name, kind, address, quarter, languages), by name.

    Those whose name begins with what was typed come first. *kind* and *language* are codes.
    """
    vault.require(Permission.REFER)
    typed = network.fold(text)
    found = [
        listed
        for listed in _listed(vault)
        if all(word in listed.words for word in typed.split())
        and (not kind or listed.service.kind == kind)
        and (not quarter or network.fold(listed.service.quarter) == network.fold(quarter))
        and (not language or language in listed.service.languages)
    ]
    if typed:
        found.sort(key=lambda listed: not listed.name.startswith(typed))
    return [listed.service for listed in found]


def service(vault: Vault, service_id: str) -> Service:
    """One service, taken off the directory or not. Raises ``NotFound``."""
    vault.require(Permission.REFER)
    return vault.get(Service, service_id)


def quarters(vault: Vault) -> list[str]:
    """The quarters where there is a service, in alphabetical order."""
    return sorted({listed.service.quarter for listed in _listed(vault) if listed.service.quarter})


def kinds(vault: Vault) -> frozenset[str]:
    """The kinds of which the directory holds a service."""
    return frozenset(listed.service.kind for listed in _listed(vault))


def add(vault: Vault, new: Service) -> Service:
    """Put a service into the directory. Raises ``InvalidValue`` naming the field."""
    add_many(vault, [new])
    return new


def add_many(vault: Vault, new: Sequence[Service]) -> None:
    """As :func:`add`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.EDIT_DIRECTORY)
    known = {_same(listed.service) for listed in _listed(vault)}
    for each in new:
        _check(vault, each)
        if _same(each) in known:
            raise InvalidValue(
                _("«{name}» a questo indirizzo è già nella rubrica: correggi quello.").format(name=each.name),
                "name",
            )
        known.add(_same(each))
    with vault.save("service.add") as session:
        insert_all(session, new)


def edit(vault: Vault, service_id: str, **changes: Any) -> Service:
    """Change some fields of a service; the values before stay in the history."""
    vault.require(Permission.EDIT_DIRECTORY)
    with vault.save("service.edit") as session:
        changed = vault.get(Service, service_id)
        for field, value in changes.items():
            setattr(changed, field, value)
        _check(vault, changed)
        return session.merge(changed)


def take_off(vault: Vault, service_id: str, voided: bool = True) -> Service:
    """Take a service off the directory, or put it back; referrals made to it keep its name."""
    return edit(vault, service_id, voided=voided)


def needs_checking(listed: Service, today: date) -> bool:
    """Whether nobody has made sure of it for twelve months."""
    if listed.checked_on is None:
        return True
    return listed.checked_on <= months_later(today, -CHECK_AFTER_MONTHS)


def count_to_check(vault: Vault, today: date) -> int:
    """How many services nobody has made sure of for twelve months."""
    return sum(needs_checking(listed.service, today) for listed in _listed(vault))


def _listed(vault: Vault) -> list[_Listed]:
    def make() -> list[_Listed]:
        kinds_ = network.terms(vault, "referral")
        with vault.read() as session:
            rows = session.exec(select(Service).where(col(Service.voided).is_(False))).all()
        made = [_listed_of(each, kinds_.get(each.kind, each.kind)) for each in rows]
        return sorted(made, key=lambda listed: (listed.name, listed.service.id))

    return vault.cached("directory", ("service", "term"), make)


def _listed_of(held: Service, kind: str) -> _Listed:
    spoken = " ".join(language_name(code) for code in held.languages)
    words = (held.name, kind, held.address, held.quarter, held.contact, spoken)
    return _Listed(held, network.fold(held.name), network.fold(" ".join(words)))


def _same(held: Service) -> tuple[str, str, str]:
    return network.fold(held.name), network.fold(held.address), held.kind


def _check(vault: Vault, held: Service) -> None:
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.name:
        raise InvalidValue(_("Scrivi come si chiama il servizio."), "name")
    if not held.kind:
        raise InvalidValue(_("Scegli di che servizio si tratta."), "kind")
    network.check_codes(vault, "referral", [held.kind], "kind")
    network.check_codes(vault, "bring", held.bring, "bring")
    if held.email and "@" not in held.email.strip("@"):
        raise InvalidValue(_("L'indirizzo di posta non è completo: manca la chiocciola."), "email")
    for code in held.languages:
        if code not in languages():
            raise InvalidValue(_("Non conosco la lingua «{code}».").format(code=code), "languages")
    if held.checked_on is not None and held.checked_on > date.today():
        raise InvalidValue(_("Il giorno in cui è stato controllato è nel futuro."), "checked_on")
