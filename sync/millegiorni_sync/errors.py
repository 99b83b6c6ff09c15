"""Why something was refused or could not be done: a stable code, parameters, and one Italian sentence."""

from __future__ import annotations

from collections.abc import Callable


def N_(text: str) -> str:
    """*text* as it is: marks for whoever translates these sentences."""
    return text


_translate: Callable[[str], str] = N_


def speak(translate: Callable[[str], str]) -> None:
    """Say the sentences of this package through *translate* from now on; they are Italian otherwise."""
    global _translate  # noqa: PLW0603 - one language for the whole process
    _translate = translate


def in_words(text: str) -> str:
    """*text*, marked by :func:`N_`, in the language that is spoken."""
    return _translate(text)


class SyncError(Exception):
    """Root of every error of this package.

    ``code`` never changes and may be stored; ``params`` fill the sentence; ``message`` says in Italian
    what happened, what was kept, and what to do next.
    """

    code = "sync"
    sentence = N_(
        "La sincronizzazione non è riuscita. I dati di questo computer sono al sicuro: riprova più tardi."
    )

    def __init__(self, **params: object) -> None:
        self.params = params
        said = {key: _translate(str(value)) if key == "detail" else value for key, value in params.items()}
        self.message = _translate(self.sentence).format(**said)
        super().__init__(self.message)


class BundleError(SyncError):
    """A bundle that must not enter."""

    code = "bundle"


class Tampered(BundleError):
    """The bytes are not what an authorised device wrote."""

    code = "tampered"
    sentence = N_(
        "Un pacchetto è stato alterato o si è rovinato: non è entrato niente. "
        "Chiedi alla sede che lo ha inviato di sincronizzare di nuovo."
    )


class Truncated(BundleError):
    """The end of the file is missing."""

    code = "truncated"
    sentence = N_(
        "Un pacchetto è incompleto, forse la copia è ancora in corso: non è entrato niente. "
        "Aspetta che la copia finisca e sincronizza di nuovo."
    )


class Malformed(BundleError):
    """Rightly signed, but not what the protocol allows. ``detail`` is for programmers."""

    code = "malformed"
    sentence = N_(
        "Un pacchetto non è scritto come dovrebbe ({detail}): è stato messo da parte e non è entrato niente. "
        "Segnalalo a chi cura il programma."
    )


class TooNew(BundleError):
    """Written by a newer program."""

    code = "too_new"
    sentence = N_(
        "Un pacchetto viene da una versione più recente del programma: è tenuto da parte, non è perso. "
        "Aggiorna il programma e sincronizza di nuovo."
    )


class TooBig(BundleError):
    """Larger than the limits that protect memory."""

    code = "too_big"
    sentence = N_(
        "Un pacchetto è troppo grande per essere aperto in sicurezza: non è entrato niente. "
        "Chiedi a chi lo ha inviato di verificare."
    )


class Stranger(BundleError):
    """The origin is not in the roster."""

    code = "stranger"
    sentence = N_(
        "Un pacchetto viene da un computer che la rete non conosce (n. {origin}): non è entrato niente. "
        "Se è un computer nuovo, va prima approvato dal coordinamento."
    )


class RosterBehind(BundleError):
    """Sealed under a roster that has not reached us."""

    code = "roster_behind"
    sentence = N_(
        "Un pacchetto nomina un elenco dei computer più recente di quello che abbiamo: è tenuto da parte. "
        "Sincronizza di nuovo più tardi."
    )


class WrongNetwork(BundleError):
    """It belongs to another network."""

    code = "wrong_network"
    sentence = N_(
        "Un pacchetto appartiene a un'altra rete: non è entrato niente. Controlla la cartella di scambio."
    )


class WrongAudience(BundleError):
    """It holds records that its sender may not send, or that we may not read."""

    code = "wrong_audience"
    sentence = N_(
        "Un pacchetto contiene dati di una casa che non corrisponde a chi lo ha inviato ({audience}): "
        "è stato messo da parte e non è entrato niente. Avvisa il coordinamento."
    )


class NotForUs(BundleError):
    """No key of ours opens it."""

    code = "not_for_us"
    sentence = N_("Un pacchetto è destinato ad altri computer: non è stato aperto.")


class Revoked(BundleError):
    """The origin has been revoked and this bundle comes after what is accepted."""

    code = "revoked"
    sentence = N_(
        "Un pacchetto viene dal computer n. {origin}, che è stato revocato: "
        "è stato messo da parte e non è entrato niente. Il coordinamento può esaminarlo."
    )


class Fork(BundleError):
    """The same number or clock was used twice with different content: a copied device."""

    code = "fork"
    sentence = N_(
        "Il computer n. {origin} ha inviato due volte il pacchetto {number} con contenuti diversi: "
        "forse è stato copiato. Quello arrivato prima resta valido, l'altro è messo da parte. Avvisa il coordinamento."
    )


class Gap(BundleError):
    """An earlier bundle of the feed is missing; this one waits."""

    code = "gap"
    sentence = N_(
        "Manca il pacchetto {missing} del computer n. {origin}: quelli successivi aspettano, niente è perso. "
        "Chiedi a quella sede di sincronizzare di nuovo."
    )


class ClockAhead(BundleError):
    """The sender's clock is more than ten minutes ahead of ours."""

    code = "clock_ahead"
    sentence = N_(
        "L'orologio del computer n. {origin} segna {theirs}, quello di questo computer {ours}: "
        "i suoi dati aspettano, niente è perso. Controllate data e ora, poi sincronizza di nuovo."
    )


class Unsendable(SyncError):
    """Records of a house that this device may not send for."""

    code = "unsendable"
    sentence = N_(
        "Ci sono dati della casa {house} che questo computer non può inviare: restano qui. "
        "Avvisa il coordinamento."
    )


class RosterError(SyncError):
    """The list of devices is not what the root key signed, or does not fit."""

    code = "roster"
    sentence = N_(
        "L'elenco dei computer della rete non è valido ({detail}): resta quello che avevamo. "
        "Avvisa il coordinamento."
    )


class RosterDiverges(RosterError):
    """It contradicts the roster that we know."""

    code = "roster_diverges"
    sentence = N_(
        "È arrivato un elenco dei computer che contraddice il nostro al punto {n}: resta il nostro. "
        "Avvisa subito il coordinamento."
    )


class JoiningError(SyncError):
    """An invitation or a request that cannot be accepted."""

    code = "joining"


class InvitationRefused(JoiningError):
    """The invitation is damaged or expired."""

    code = "invitation_refused"
    sentence = N_("L'invito non è valido ({detail}). Chiedi al coordinamento un nuovo file di invito.")


class RequestRefused(JoiningError):
    """The request does not match an open invitation."""

    code = "request_refused"
    sentence = N_(
        "La richiesta di ingresso non è valida ({detail}): nessun computer è stato aggiunto. "
        "Prepara un nuovo invito."
    )


class NotCoordinator(SyncError):
    """Only the coordinator's device, which holds the root key, can do this."""

    code = "not_coordinator"
    sentence = N_("Questo può farlo solo il computer del coordinamento.")


class RootKeyRefused(SyncError):
    """A sheet's words, or the sheets together, do not give the roster to anybody."""

    code = "root_key_refused"
    sentence = N_("I fogli della rete non vanno bene: {detail}. Non è cambiato nulla: controlla e riprova.")


class RootWordUnknown(RootKeyRefused):
    """A word that no sheet can hold; ``at`` says which one, from 1."""

    code = "root_word_unknown"
    sentence = N_(
        "La parola numero {at} non è tra quelle dei fogli. Rileggila: bastano le prime quattro lettere, ma giuste."
    )


class ExchangeError(SyncError):
    """The meeting point does not do what was asked."""

    code = "exchange"
    sentence = N_(
        "Il punto di scambio {place} non risponde come dovrebbe. I dati sono al sicuro qui: riprova più tardi."
    )


class ExchangeUnreachable(ExchangeError):
    """The folder or server is not there."""

    code = "exchange_unreachable"
    sentence = N_(
        "Non trovo il punto di scambio {place}. I dati sono al sicuro qui: "
        "controlla la chiavetta o la rete e riprova."
    )


class ExchangeReadOnly(ExchangeError):
    """It can be read, not written."""

    code = "exchange_read_only"
    sentence = N_(
        "Non posso scrivere nel punto di scambio {place}. I dati sono al sicuro qui: "
        "controlla che la chiavetta o la cartella non sia protetta e riprova."
    )


class ExchangeFull(ExchangeError):
    """No room is left there."""

    code = "exchange_full"
    sentence = N_(
        "Nel punto di scambio {place} non c'è più spazio. I dati sono al sicuro qui: libera spazio e riprova."
    )


class ExchangeConflict(ExchangeError):
    """A name is taken by other bytes, and shelves are append-only."""

    code = "exchange_conflict"
    sentence = N_(
        "Nel punto di scambio {place} c'è già un file {name} con altro contenuto. I dati sono al sicuro qui: "
        "sposta quel file e riprova."
    )


class ExchangeMissing(ExchangeError):
    """The named file is not there (any more)."""

    code = "exchange_missing"
    sentence = N_(
        "Nel punto di scambio {place} non c'è più il file {name}. I dati sono al sicuro qui: riprova più tardi."
    )


class ExchangeTooBig(ExchangeError):
    """The named file is larger than anything of ours."""

    code = "exchange_too_big"
    sentence = N_("Nel punto di scambio {place} il file {name} è troppo grande: non è stato letto.")


class UnknownExchange(ExchangeError):
    """No way is known to reach such an address."""

    code = "exchange_unknown"
    sentence = N_(
        "Non conosco il tipo di punto di scambio {place}. Indica una cartella o un indirizzo corretto."
    )


class Cancelled(SyncError):
    """The user stopped it; what was done stays done."""

    code = "cancelled"
    sentence = N_(
        "Sincronizzazione interrotta. Quello che è già arrivato o partito resta valido: "
        "puoi riprendere quando vuoi."
    )
