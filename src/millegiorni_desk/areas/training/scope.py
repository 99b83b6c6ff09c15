"""What a desk may write down of training: its house's and the network's; the coordination writes everything."""

from __future__ import annotations

from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def ours(vault: Vault, house_code: str) -> bool:
    """Whether what belongs to that house (empty: to the network) is written down here."""
    return not vault.house or house_code in ("", vault.house)


def check(vault: Vault, house_code: str) -> None:
    """Raises ``NotAllowed`` for what is another house's, ``InvalidValue`` for a house that nobody knows."""
    if not ours(vault, house_code):
        raise NotAllowed(_("È di un'altra casa: lo scrive lei, o il coordinamento."))
    if house_code and house_code not in {house.code for house in network.houses(vault)}:
        raise InvalidValue(_("«{house}» non è una casa della rete.").format(house=house_code), "house_code")
