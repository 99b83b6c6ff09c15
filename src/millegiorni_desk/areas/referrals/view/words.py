"""How a service of the directory is said in one line on a screen."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.areas.referrals.wording import kind_words
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault


def spoken(service: Service) -> str:
    """The languages spoken there."""
    return ", ".join(language_name(code) for code in service.languages)


def line(vault: Vault, service: Service) -> str:
    """Kind, where it is, and in which languages."""
    told = (kind_words(vault, service.kind), service.address, service.quarter, spoken(service))
    return " · ".join(part for part in told if part)


def checked(service: Service, today: date) -> str:
    """When someone last made sure of it."""
    if service.checked_on is None:
        return _("mai controllato")
    if directory.needs_checking(service, today):
        return _("da ricontrollare")
    return f"{service.checked_on:%d/%m/%Y}"


def facts(service: Service) -> list[str]:
    """Everything that whoever sends someone there should know, a line each."""
    calls = " · ".join(part for part in (service.phone, service.email, service.website) if part)
    told = (service.address, service.hours, calls, service.contact, service.how_to_book, service.notes)
    return [part for part in told if part]
