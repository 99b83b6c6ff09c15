"""Why a relay does not do what was asked: each its own sentence."""

from __future__ import annotations

from .errors import N_, ExchangeError


class RelayUnknownNetwork(ExchangeError):
    """The relay does not know the network: its keeper has not entered it, or the coordinator has not come yet."""

    code = "relay_unknown_network"
    sentence = N_(
        "Il relè {place} non conosce ancora questa rete. I dati sono al sicuro qui: chi cura il relè deve averci "
        "scritto il codice della rete, {network}, e poi il coordinamento deve sincronizzare per primo."
    )


class RelayUnknownDevice(ExchangeError):
    """The relay does not know this device, or its key."""

    code = "relay_unknown_device"
    sentence = N_(
        "Il relè {place} non conosce ancora questo computer. I dati sono al sicuro qui: "
        "chiedi al coordinamento di sincronizzare, poi riprova."
    )


class RelayRevoked(ExchangeError):
    """This device has been taken out of the network."""

    code = "relay_revoked"
    sentence = N_(
        "Questo computer è stato tolto dalla rete, e il relè {place} non lo lascia più entrare. "
        "I dati sono qui: chiama il coordinamento."
    )


class RelayListRefused(ExchangeError):
    """The relay holds a list of devices that ours does not follow."""

    code = "relay_list_refused"
    sentence = N_(
        "Il relè {place} ha un elenco dei computer che non va d'accordo con quello di questo computer. "
        "I dati sono al sicuro qui: sincronizza di nuovo; se si ripete, chiama chi cura il programma."
    )
