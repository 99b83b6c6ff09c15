"""Who may send and who may read what, in a usual network and in a pseudonymous one (PROTOCOL.md §8, §12)."""

from __future__ import annotations

from .change_log import NETWORK, SHARE

FIGURES = "figures:"
HOUSE = "house:"


def is_figures(audience: str) -> bool:
    """Whether *audience* lies between a house and coordinators who may not see its names."""
    return audience.startswith(FIGURES)


def of_rows(audience: str) -> str:
    """The audience of the log rows that bundles of *audience* carry."""
    return HOUSE + audience.removeprefix(FIGURES) if is_figures(audience) else audience


def figures_of(audience: str) -> str:
    """The audience in which the figures of a house's rows travel; the network's rows have no other."""
    return FIGURES + audience.removeprefix(HOUSE) if audience.startswith(HOUSE) else audience


def may_send(house: str | None, audience: str, pseudonymous: bool = False) -> bool:
    """Whether a device of *house* (None: a coordinator's) may send bundles of *audience*."""
    if share := SHARE.fullmatch(audience):
        return house == share[1] != share[2] and not pseudonymous
    if not pseudonymous:
        return may_read(house, audience)
    if house is None:
        return audience == NETWORK or is_figures(audience)
    return audience in (NETWORK, HOUSE + house, FIGURES + house)


def may_read(house: str | None, audience: str, pseudonymous: bool = False, sender: str | None = None) -> bool:
    """Whether a device of *house* may read bundles of *audience* by a device of the house *sender*."""
    if share := SHARE.fullmatch(audience):
        return house == share[2] and not pseudonymous
    if not pseudonymous:
        own = audience in (NETWORK, f"{HOUSE}{house}")
        return own or (house is None and not is_figures(audience))
    if is_figures(audience):
        return house is None or (audience == FIGURES + house and sender is None)
    return audience == NETWORK or (house is not None and audience == HOUSE + house)
