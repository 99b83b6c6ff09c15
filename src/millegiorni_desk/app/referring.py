"""Puts the referrals together with the accesses that they are made at: neither area knows the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from millegiorni_desk.areas.accesses import view as accesses_view
from millegiorni_desk.areas.referrals import view as referrals_view
from millegiorni_desk.flows import referring

if TYPE_CHECKING:
    from millegiorni_desk.areas.accesses.records import Access
    from millegiorni_desk.areas.people.records import Person
    from millegiorni_desk.ui.chips import Options
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_MOST_OF_A_KIND = 6
_LONGEST = 44


def pages(vault: Vault, shell: Shell) -> None:
    """Register the pages of the referrals."""
    referrals_view.pages(vault, shell, referring.refer)


def access_pages(vault: Vault, shell: Shell) -> None:
    """Register the pages of the accesses, from which one sends on to the services of the directory."""
    from millegiorni_desk.areas.accesses.view.sending import Sending

    accesses_view.pages(
        vault,
        shell,
        Sending(
            offered=lambda kinds, person: offered(vault, kinds, person),
            record=lambda access, new, ids, readers: referring.record_visit(vault, access, new, ids, readers),
            take_back=lambda recorded: referring.take_back(vault, recorded),
            go_on=lambda access: go_on(vault, shell, access),
        ),
    )


def offered(vault: Vault, kinds: Sequence[str], person: Person | None) -> Options:
    """The services of *kinds*: those where her language is spoken, then those of her quarter, then the others."""
    from millegiorni_desk.areas.people.view.words import cut
    from millegiorni_desk.areas.referrals import directory

    language, quarter = (person.language, person.quarter) if person is not None else ("", "")
    options = []
    for kind in kinds:
        found = directory.find(vault, kind=kind)
        found.sort(key=lambda one: (not language or language not in one.languages, one.quarter != quarter))
        options += [(one.id, cut(one.name, _LONGEST)) for one in found[:_MOST_OF_A_KIND]]
    return options


def go_on(vault: Vault, shell: Shell, access: Access) -> None:
    """After an access: the slip of the referral made with it, or a new referral where none was."""
    from millegiorni_desk.areas.referrals import service

    made = service.of_access(vault, access.id)
    if made:
        shell.open("referral", {"id": made[0].referral.id, "print": True})
    else:
        shell.open(
            "new-referral",
            {
                "person": access.person_id,
                "access": access.id,
                "need": referring.main_need(access.needs),
            },
        )
