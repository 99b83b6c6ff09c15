"""What a coordination that sees no names may read of a house's records: every other text stays in the house.

Codes, days, ids, users of the desks, numbers of papers. Dates and numbers are no text and travel; a text column that is
not named here identifies, so one that is added and forgotten does not leave (PROTOCOL.md §12, decision 0022).
"""

from types import MappingProxyType

PLAIN = MappingProxyType(
    {
        "access": (
            "at_time", "operator", "person_id", "channel", "needs", "activities", "referred_to", "in_care", "adi",
            "pregnant", "language",
        ),
        "appointment": (
            "person_id", "pathway_id", "at", "service_id", "reminded_at", "reminded_how", "state",
        ),
        "attachment": ("person_id", "media_type", "added_by", "about"),
        "attachment_part": ("attachment_id",),
        "breach": (
            "found_at", "happened_at", "kind", "data", "encrypted", "risk", "authority_told_at", "people_told_at",
            "closed_at", "reported_by",
        ),
        "card_merge": ("kept_id", "gone_id", "merged_at", "merged_by", "undone_at", "undone_by"),
        "child": ("person_id", "birth_precision", "gender"),
        "consent": ("person_id", "kind", "answer", "language", "taken_by"),
        "file_share": ("person_id", "to_house", "language", "shared_by", "ended_by"),
        "desk_user": ("name", "display_name", "roles", "seal_key"),
        "dote": (
            "body", "person_id", "pathway_id", "line_id", "expense", "supplier", "document", "paper_receipt",
        ),
        # A picture or its name may show who was there.
        "evidence": ("about", "funder_id", "media_type", "sha256", "added_by"),
        "evidence_part": ("evidence_id",),
        "dote_approval": ("dote_id", "kind", "at", "by"),
        "entitlement_state": ("person_id", "child_id", "code", "state"),
        "expense_document": ("dote_id", "kind", "number", "supplier"),
        "goal": ("pathway_id", "dimension", "state"),
        "goal_step": ("pathway_id", "goal_id"),
        "hand_over": ("pathway_id", "from_manager", "to_manager", "to_house", "state", "answered_by"),
        "intervention": ("pathway_id", "area", "profession", "kind", "goal_id"),
        "ledger_entry": (
            "line_id", "dote_id", "kind", "from_account", "to_account", "from_share", "to_share", "together", "payee",
            "expense_document_id",
        ),
        # The words of the key stay in the house; of the codes nobody without them reads anything.
        "linkage_key": ("mark", "entered_at", "entered_by"),
        "mediation": (
            "person_id", "pathway_id", "access_id", "requested_by", "languages", "fragility", "mediator_id", "state",
            "outcome",
        ),
        "mediation_session": ("mediation_id", "mediator_id", "starts", "kind"),
        "meeting_attendance": ("meeting_id", "person_id", "added_by"),
        "notice_given": ("person_id", "language", "how", "given_by"),
        "outside_score": ("pathway_id",),
        "pathway": ("person_id", "access_id", "case_manager", "fragilities", "main_request", "ended_as"),
        "pathway_note": ("pathway_id", "kind"),
        "person": (
            "birth_precision", "gender", "citizenship", "birth_country", "language", "languages", "contact_rule",
        ),
        "person_answer": ("person_id", "kind"),
        "person_encoding": ("person_id", "mark", "surname", "given", "codice_fiscale", "phone"),
        "phone": ("person_id", "contact_rule"),
        "question_answer": ("question", "subject_table", "subject_id", "person_id", "choices"),
        "receipt": ("body", "series", "dote_id", "issued_by", "signer", "signature"),
        "receipt_event": ("receipt_id", "kind", "at", "by", "language"),
        "referral": (
            "person_id", "access_id", "pathway_id", "service_id", "kind", "code", "need", "language", "printed_at",
            "state", "referred_by",
        ),
        "relative": ("person_id", "other_id", "relation", "birth_precision", "gender"),
        "retention_review": ("person_id", "category", "reviewed_by"),
        # Nobody at the coordination has the key of what is sealed: it counts there as reserved.
        "sealed": ("subject_table", "subject_id", "person_id", "sealed", "readers", "author"),
        "sealed_key": ("sealed_id", "reader"),
        "statistical_person": ("gender", "age_band", "origin"),
        "supervision_note": ("title", "words", "indicator", "author", "answer", "answered_by"),
        "wellbeing": ("pathway_id", "dimension", "rated_by", "moment"),
    }
)  # fmt: skip
