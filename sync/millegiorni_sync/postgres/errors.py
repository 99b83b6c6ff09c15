"""Why a database cannot be the merged store: each its own sentence, which names no password."""

from __future__ import annotations

from ..errors import N_, SyncError


class StoreError(SyncError):
    """The merged store cannot be used just now. ``place`` is host and database, never a password."""

    code = "store"


class StoreAddress(StoreError):
    """The address is none."""

    code = "store_address"
    sentence = N_(
        "L'indirizzo del database non è scritto bene: comincia con postgresql:// e ha utente, server e nome del "
        "database. Chiedilo a chi cura il server."
    )


class StoreNotSecure(StoreError):
    """The connection would not prove who the server is."""

    code = "store_not_secure"
    sentence = N_(
        "La connessione a {place} non sarebbe protetta: non ho inviato niente. Nell'indirizzo scrivi "
        "sslmode=verify-full (e sslrootcert, se il certificato è di un ente vostro)."
    )


class StoreUnreachable(StoreError):
    """Nobody answers there, or the connection broke."""

    code = "store_unreachable"
    sentence = N_(
        "{place} non risponde o la connessione è caduta. Quello che non era finito non è entrato, niente è a metà: "
        "controlla l'indirizzo e la rete, poi riprova e si va avanti da lì."
    )


class StoreCertificate(StoreError):
    """The server does not prove who it is."""

    code = "store_certificate"
    sentence = N_(
        "Non posso fidarmi di {place}: il certificato manca, è scaduto o è di un altro indirizzo. "
        "Non ho inviato niente: avvisa chi cura il server."
    )


class StoreLogin(StoreError):
    """User or password are not accepted."""

    code = "store_login"
    sentence = N_(
        "{place} non accetta l'utente o la password. Non è cambiato niente: controlla l'indirizzo con chi cura il "
        "server e riprova."
    )


class StoreMissing(StoreError):
    """The server has no such database."""

    code = "store_missing"
    sentence = N_(
        "Su {place} questo database non esiste. Fallo creare a chi cura il server, vuoto, con ENCODING 'UTF8' "
        "LOCALE 'C' TEMPLATE template0, poi riprova."
    )


class StoreForbidden(StoreError):
    """The user may not do there what is needed."""

    code = "store_forbidden"
    sentence = N_(
        "{place} riconosce l'utente ma non gli permette di usare l'archivio unito. Non è cambiato niente: chi cura "
        "il server deve dargli il permesso di creare e scrivere in questo database."
    )


class StoreOldServer(StoreError):
    """PostgreSQL is older than what is needed."""

    code = "store_old_server"
    sentence = N_(
        "{place} ha PostgreSQL {theirs}: serve la versione {ours} o una più nuova. Non è cambiato niente: chiedi a chi "
        "cura il server di aggiornarlo."
    )


class StoreAlphabet(StoreError):
    """The database orders or writes text in another way than a vault."""

    code = "store_alphabet"
    sentence = N_(
        "Il database su {place} ordina o scrive il testo in un altro modo: le cifre non sarebbero uguali. Non è "
        "cambiato niente: fallo ricreare vuoto con ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0."
    )


class StoreEmpty(StoreError):
    """There is no merged store in the database."""

    code = "store_empty"
    sentence = N_(
        "Nel database su {place} non c'è ancora un archivio unito: crealo prima con «store … create»."
    )


class StoreTaken(StoreError):
    """There is a merged store already."""

    code = "store_taken"
    sentence = N_(
        "Nel database su {place} c'è già un archivio unito: non ho cambiato niente. Usalo, oppure fatti dare un "
        "database vuoto."
    )


class StoreOfOthers(StoreError):
    """The merged store is another network's, or another device's."""

    code = "store_of_others"
    sentence = N_(
        "L'archivio unito su {place} è di un'altra rete o di un altro coordinamento: non ho letto né cambiato niente. "
        "Controlla l'indirizzo del database."
    )


class StoreVersion(StoreError):
    """The merged store was made by a program of another version."""

    code = "store_version"
    sentence = N_(
        "L'archivio unito su {place} è stato fatto da un'altra versione del programma ({theirs}, qui {ours}): non ho "
        "cambiato niente. Usa la stessa versione, oppure crea un archivio nuovo in un database vuoto."
    )


class StoreBusy(StoreError):
    """Somebody else is writing there and does not come to an end."""

    code = "store_busy"
    sentence = N_(
        "Su {place} sta scrivendo qualcun altro e non finisce. Non è cambiato niente: riprova più tardi."
    )


class StoreFull(StoreError):
    """The server has no room left."""

    code = "store_full"
    sentence = N_(
        "{place} non ha più spazio. Quello che non era finito non è entrato, niente è a metà: avvisa chi cura il "
        "server, poi riprova."
    )
