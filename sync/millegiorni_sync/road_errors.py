"""Why a road over the network cannot be used just now: each its own sentence, which names no password."""

from __future__ import annotations

from .errors import N_, ExchangeError, ExchangeUnreachable


class ExchangeAddress(ExchangeError):
    """Somebody answers there, but it is not the place: no such folder, or no such kind of server."""

    code = "exchange_address"
    sentence = N_(
        "All'indirizzo {place} non c'è quello che cerco. I dati sono al sicuro qui: "
        "controlla che l'indirizzo sia scritto come lo dà chi cura il server, e che la cartella esista."
    )


class ExchangeLogin(ExchangeError):
    """User or password are not accepted."""

    code = "exchange_login"
    sentence = N_(
        "{place} non accetta il nome utente o la password. I dati sono al sicuro qui: scrivili di nuovo "
        "(Nextcloud vuole una «password per le app») e riprova."
    )


class ExchangeForbidden(ExchangeError):
    """The user is known there and may not do this."""

    code = "exchange_forbidden"
    sentence = N_(
        "{place} riconosce l'utente ma non gli permette di usare questa cartella. I dati sono al sicuro qui: "
        "chiedi a chi cura il server di dargli il permesso."
    )


class ExchangeCertificate(ExchangeError):
    """The server does not prove who it is."""

    code = "exchange_certificate"
    sentence = N_(
        "Non posso fidarmi di {place}: il suo certificato non è riconosciuto o è di un altro indirizzo. "
        "Non ho inviato niente: controlla l'indirizzo o avvisa chi cura il server."
    )


class ExchangeCertificateExpired(ExchangeCertificate):
    """The server's certificate is out of date, or this computer's clock is."""

    code = "exchange_certificate_expired"
    sentence = N_(
        "Il certificato di {place} è scaduto o non vale ancora. Non ho inviato niente: "
        "controlla data e ora di questo computer; se sono giuste, avvisa chi cura il server."
    )


class ExchangeNotSecure(ExchangeError):
    """The address would send passwords in the clear."""

    code = "exchange_not_secure"
    sentence = N_(
        "L'indirizzo {place} non è protetto: la password passerebbe in chiaro. Non ho inviato niente: "
        "usa l'indirizzo che comincia con https."
    )


class ExchangeProxy(ExchangeError):
    """The proxy between here and there does not let us through."""

    code = "exchange_proxy"
    sentence = N_(
        "Il proxy della rete non lascia passare verso {place}. I dati sono al sicuro qui: "
        "controlla indirizzo e password del proxy, o chiedi a chi cura la rete."
    )


class ExchangeTimeout(ExchangeUnreachable):
    """Nobody answered in time."""

    code = "exchange_timeout"
    sentence = N_(
        "{place} non risponde da troppo tempo. I dati sono al sicuro qui: controlla la rete e riprova più tardi."
    )


class ExchangeBusy(ExchangeError):
    """The server asks to come back later, or is out of order. ``after``: seconds that it asked for, 0 if none."""

    code = "exchange_busy"
    sentence = N_(
        "Il server {place} in questo momento non ce la fa ({status}). I dati sono al sicuro qui: riprova più tardi."
    )

    def __init__(self, after: float = 0.0, **params: object) -> None:
        super().__init__(**params)
        self.after = after


class ExchangeSizeLimit(ExchangeError):
    """The server takes no file as large as one of ours."""

    code = "exchange_size_limit"
    sentence = N_(
        "Il server {place} non accetta file grandi come questo. I dati sono al sicuro qui: "
        "chiedi a chi lo cura di alzare il limite."
    )


class ExchangeClock(ExchangeError):
    """The server refuses what is signed at another time than its own."""

    code = "exchange_clock"
    sentence = N_(
        "L'orologio di questo computer non va d'accordo con quello di {place}. I dati sono al sicuro qui: "
        "correggi data e ora e riprova."
    )


class PasswordInAddress(ExchangeError):
    """A password was written where everyone can read it."""

    code = "exchange_password_in_address"
    sentence = N_(
        "La password non va scritta nell'indirizzo di {place}: si vedrebbe. Non ho tenuto niente: "
        "scrivi l'indirizzo senza, e la password a parte."
    )


class NotACarrier(ExchangeError):
    """A file that was to hold bundles holds something else, or its beginning is broken."""

    code = "exchange_not_a_carrier"
    sentence = N_(
        "Il file {place} non è un file di scambio di questo programma, o si è rovinato nel viaggio: "
        "non è entrato niente. Fattelo spedire di nuovo."
    )
