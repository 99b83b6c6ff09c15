"""The audit log in words: what was done, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from millegiorni_desk.language import _, plural

ACTIONS = {
    "access.add": _("Accesso registrato"),
    "access.edit": _("Accesso corretto"),
    "access.record": _("Accesso registrato"),
    "access.take_back": _("Accesso annullato"),
    "answer.add": _("Risposta registrata"),
    "answer.edit": _("Risposta corretta"),
    "attachment.add": _("Allegato aggiunto"),
    "attachment.edit": _("Allegato corretto"),
    "attachment.preview": _("Allegato guardato"),
    "attachment.save": _("Allegato salvato fuori dall'archivio"),
    "audit.checked": _("Catena del registro controllata"),
    "audit.shorter": _("Il registro finiva prima di quanto già visto"),
    "body.add": _("Ente aggiunto"),
    "body.privacy": _("Contatti privacy dell'ente cambiati"),
    "breach.authority_letter": _("Violazione: notifica al Garante preparata"),
    "breach.edit": _("Violazione: scheda corretta"),
    "breach.people_letter": _("Violazione: lettera alle persone preparata"),
    "breach.register": _("Violazioni: registro preparato"),
    "breach.report": _("Violazione segnalata"),
    "budget_line.add": _("Voce di budget aggiunta"),
    "child.add": _("Figlia o figlio aggiunto"),
    "child.edit": _("Figlia o figlio corretto"),
    "consent.answer": _("Consenso registrato"),
    "consent.take_back": _("Consenso annullato"),
    "device.approve": _("Postazione approvata"),
    "device.invite": _("Invito scritto"),
    "difference.decide": _("Differenza decisa"),
    "difference.take_back": _("Decisione annullata"),
    "dote.cancel": _("Dote annullata"),
    "dote.edit": _("Dote corretta"),
    "dote.grant": _("Dote assegnata"),
    "dote.pay": _("Dote pagata"),
    "dote.return": _("Dote restituita"),
    "fund.add": _("Fondo aggiunto"),
    "goal.add": _("Obiettivo aggiunto"),
    "goal.edit": _("Obiettivo corretto"),
    "goal_step.add": _("Passo aggiunto a un obiettivo"),
    "goal_step.edit": _("Passo di un obiettivo corretto"),
    "house.add": _("Casa aggiunta"),
    "import": _("Registro importato"),
    "import.undo": _("Importazione annullata"),
    "intervention.add": _("Intervento registrato"),
    "ledger.allocate": _("Soldi messi in busta"),
    "ledger.cancel": _("Impegno tolto"),
    "ledger.commit": _("Soldi impegnati"),
    "ledger.pay": _("Pagamento registrato"),
    "ledger.return": _("Restituzione registrata"),
    "ledger.withdraw": _("Soldi tolti dalla busta"),
    "minutes.make": _("Verbale del mese preparato"),
    "network.create": _("Rete creata"),
    "network.join": _("Entrata nella rete"),
    "note.reserve": _("Nota resa riservata"),
    "notice.give": _("Informativa consegnata"),
    "notice.print": _("Informativa stampata"),
    "notice.publish": _("Informativa pubblicata"),
    "notice.take_back": _("Consegna dell'informativa annullata"),
    "paper.printed": _("Mandato alla stampante"),
    "paper.saved": _("File salvato fuori dall'archivio"),
    "outside_score.add": _("Punteggio esterno annotato"),
    "outside_score.edit": _("Punteggio esterno corretto"),
    "pathway.close": _("Percorso chiuso"),
    "pathway.edit": _("Percorso corretto"),
    "pathway.open": _("Percorso aperto"),
    "pathway.plan": _("Piano da portare a casa preparato"),
    "pathway.reopen": _("Percorso riaperto"),
    "pathway.story": _("Storia di un percorso scritta"),
    "person.add": _("Scheda aggiunta"),
    "person.decide": _("Deciso se è la stessa persona"),
    "person.edit": _("Scheda corretta"),
    "person.erase": _("Persona cancellata"),
    "person.erase_again": _("Cancellazione ripetuta"),
    "person.erased_elsewhere": _("Cancellazione arrivata da un'altra postazione"),
    "person.export": _("Dati di una persona esportati"),
    "person.merge_cards": _("Schede unite"),
    "person.revise": _("Scheda corretta"),
    "person.settle_merges": _("Unioni di schede sistemate"),
    "person.undo_merge": _("Unione di schede annullata"),
    "phone.add": _("Telefono aggiunto"),
    "phone.edit": _("Telefono corretto"),
    "phone.reveal": _("Telefono mostrato"),
    "receipt.issue": _("Ricevuta emessa"),
    "receipt.pdf": _("Ricevuta preparata"),
    "receipt.print": _("Ricevuta stampata"),
    "receipt.printed": _("Ricevuta stampata"),
    "receipt.void": _("Ricevuta annullata"),
    "receipt.voided": _("Ricevuta annullata"),
    "receipt.write": _("Ricevuta scritta in un file"),
    "recovery.renew": _("Chiave di recupero rifatta"),
    "referral.add": _("Invio registrato"),
    "referral.edit": _("Invio corretto"),
    "referral.print": _("Foglio d'invio stampato"),
    "register.print": _("Registro dei trattamenti preparato"),
    "relative.add": _("Familiare aggiunto"),
    "relative.edit": _("Familiare corretto"),
    "report.print": _("Relazione stampata"),
    "report.save": _("Relazione salvata"),
    "retention.keep": _("Conservazione prolungata"),
    "retention.rule": _("Tempi di conservazione cambiati"),
    "retention.undo_keep": _("Proroga annullata"),
    "right.mark": _("Diritto segnato"),
    "right.put": _("Tabella dei diritti corretta"),
    "right.take_back": _("Segno sul diritto annullato"),
    "seal.absorb": _("Riservati: copie unite"),
    "seal.blank": _("Riservati: valori cancellati"),
    "seal.key": _("Riservati: chiave personale fatta"),
    "seal.key_replaced": _("Riservati: chiave personale cambiata"),
    "seal.replace": _("Riservati: valori cambiati"),
    "seal.share": _("Riservati: lettori aggiunti"),
    "seal.void": _("Riservati: annullati"),
    "service.add": _("Servizio aggiunto alla rubrica"),
    "service.edit": _("Servizio corretto nella rubrica"),
    "sync": _("Sincronizzato"),
    "term.add": _("Voce di vocabolario aggiunta"),
    "user.add": _("Utente aggiunto"),
    "user.edit": _("Nome o compiti di un utente cambiati"),
    "user.passphrase": _("Frase segreta cambiata"),
    "user.passphrase_reset": _("Frase segreta rifatta"),
    "user.remove": _("Utente tolto"),
    "vault.backup": _("Copia di sicurezza fatta"),
    "vault.copies_replaced": _("Copie di sicurezza rifatte"),
    "vault.copy_tested": _("Copia di sicurezza provata"),
    "vault.opened": _("Archivio aperto"),
    "vault.recovered": _("Archivio aperto con la chiave di recupero"),
    "vault.refused": _("Aperture rifiutate prima di questa"),
    "vault.restore": _("Copia di sicurezza rimessa"),
    "wellbeing.rate": _("Benessere registrato"),
    "wellbeing.void": _("Voti di benessere tolti o rimessi"),
}


def action_words(action: str) -> str:
    """What was done, in words; an action of a newer program by its code."""
    return ACTIONS.get(action, action)


def detail_words(action: str, detail: Mapping[str, Any]) -> str:
    """How much was touched, or what left: never a name."""
    if action == "vault.refused":
        return plural("{n} volta", "{n} volte", int(detail.get("times", 0))).format(n=detail.get("times", 0))
    if action == "paper.saved":
        return str(detail.get("what", ""))
    if action == "paper.printed":
        pages = str(detail.get("what", "0"))
        return plural("{n} pagina", "{n} pagine", int(pages) if pages.isdecimal() else 0).format(n=pages)
    records = sum(
        value for value in detail.values() if isinstance(value, int) and not isinstance(value, bool)
    )
    return plural("{n} riga", "{n} righe", records).format(n=records) if records else ""
