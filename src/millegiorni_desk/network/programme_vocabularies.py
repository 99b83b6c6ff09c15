"""The shipped words of meetings, training, partners and outreach; as in :mod:`vocabularies`."""

from millegiorni_desk.language import N_

PROGRAMME: dict[str, dict[str, str]] = {
    "meeting_theme": {
        "pregnancy": N_("Gravidanza e parto"),
        "breastfeeding": N_("Allattamento"),
        "newborn": N_("Neonati e primi mesi"),
        "nutrition": N_("Alimentazione"),
        "growth": N_("Crescita e sviluppo"),
        "reading": N_("Lettura e narrazione"),
        "play": N_("Gioco e laboratori"),
        "parenting": N_("Essere genitori"),
        "wellbeing": N_("Benessere della mamma"),
        "health": N_("Salute e prevenzione"),
        "rights": N_("Diritti e servizi"),
        "italian": N_("Italiano"),
        "community": N_("Festa e comunità"),
        "other": N_("Altro"),
    },
    "meeting_state": {
        "planned": N_("In programma"),
        "held": N_("Si è tenuto"),
        "cancelled": N_("Annullato"),
    },
    "training_kind": {
        "training": N_("Formazione"),
        "team": N_("Équipe"),
    },
    "training_state": {
        "planned": N_("In programma"),
        "held": N_("Si è tenuto"),
        "cancelled": N_("Annullato"),
    },
    "agreement_kind": {
        "network": N_("Rete"),
        "protocol": N_("Protocollo d'intesa"),
        "convention": N_("Convenzione"),
        "collaboration": N_("Collaborazione"),
    },
    "partner_kind": {
        "partner": N_("Partner di progetto"),
        "health": N_("Sanità"),
        "public": N_("Servizio pubblico"),
        "university": N_("Università"),
        "school": N_("Scuola o nido"),
        "association": N_("Associazione"),
        "network": N_("Rete cittadina"),
        "professional": N_("Professionista"),
        "other": N_("Altro"),
    },
    "material_kind": {
        "brochure": N_("Brochure degli sportelli"),
        "flyer": N_("Volantino mensile"),
        "poster": N_("Locandina"),
        "bookmark": N_("Segnalibro"),
        "other": N_("Altro"),
    },
    "outreach_channel": {
        "instagram": "Instagram",
        "facebook": "Facebook",
        "web": N_("Sito web"),
        "newsletter": "Newsletter",
        "messages": N_("Canale di messaggi"),
        "video": "Video",
        "press": N_("Stampa e radio"),
        "other": N_("Altro"),
    },
    "conference_role": {
        "speaker": N_("Relatrice o relatore"),
        "listener": N_("In sala"),
    },
}
