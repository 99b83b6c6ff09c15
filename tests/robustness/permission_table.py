"""The whole matrix, use case by use case: what each asks leave for, and why some ask for none.

A new public use case has its place here, or ``test_permissions`` fails. ``python -m tests.robustness.permission_table``
writes ``docs/permissions.md`` from it, with the roles of ``vault.permissions``.
"""

from collections.abc import Iterator
from pathlib import Path

from millegiorni_desk.vault.permissions import ALLOWED, Permission, Role

P = Permission
PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

_NEEDED = {
    (P.SEE_PEOPLE,): """
        areas.accesses.service.follow_ups
        areas.accesses.service.last_answers
        areas.accesses.service.last_visits
        areas.accesses.service.neighbour_day
        areas.accesses.service.of_person
        areas.accesses.service.page
        areas.accesses.service.recent_people
        areas.accesses.service.visit
        areas.accesses.service.visits_of
        areas.doti.approvals.approved_by_another
        areas.doti.approvals.history
        areas.doti.approvals.waiting
        areas.doti.expense_documents.of_dote
        areas.doti.remaining.around
        areas.doti.remaining.of_woman
        areas.doti.history.of_dote
        areas.doti.listing.list_doti
        areas.doti.listing.money_of
        areas.doti.receipts.find
        areas.doti.receipts.why_not_hers
        areas.doti.receipt_register.missing_numbers
        areas.doti.receipt_register.register
        areas.doti.receipt_register.years
        areas.doti.verification.altered
        areas.doti.verification.from_code
        areas.doti.verification.from_number
        areas.doti.register_papers.register_pdf
        areas.doti.register_papers.register_workbook
        areas.pathways.goals.of_pathway
        areas.pathways.goals.steps_of
        areas.pathways.listing.of_person
        areas.pathways.listing.only_open
        areas.meetings.attendance.of_person
        areas.meetings.attendance.present
        areas.mediation.listing.line
        areas.mediation.listing.of_pathway
        areas.mediation.listing.of_person
        areas.mediation.listing.page
        areas.mediation.mediators.every
        areas.mediation.mediators.mediator
        areas.mediation.mediators.speaking
        areas.mediation.sessions.sessions
        areas.pathways.appointments.ahead
        areas.pathways.appointments.line
        areas.pathways.appointments.of_pathway
        areas.pathways.appointments.of_person
        areas.pathways.appointments.reminders_due
        areas.pathways.board.due
        areas.pathways.board.silent
        areas.pathways.board.stuck
        areas.pathways.hand_overs.of_pathway
        areas.pathways.interventions.professionals
        areas.pathways.listing.page
        areas.pathways.notes.of_pathway
        areas.pathways.pathway_file.file
        areas.pathways.wellbeing.scores_of
        areas.people.answers.history
        areas.people.answers.standing
        areas.people.attachments.about
        areas.people.attachments.of_person
        areas.people.attachments.read
        areas.people.contact.reveal
        areas.people.held.of_person
        areas.people.household.household
        areas.people.phones.of_person
        areas.people.reserved_notes.of_person
        areas.people.elsewhere.may_be_registered
        areas.people.service.by_id
        areas.people.service.card
        areas.people.typed.begun
        areas.people.service.children_of
        areas.people.service.find
        areas.people.service.likely_same
        areas.people.service.page
        areas.people.received.files
        areas.people.received.find
        areas.people.received.opened
        areas.privacy.consents.given
        areas.questions.answers.history
        areas.questions.answers.of
        areas.questions.answers.of_many
        areas.privacy.consents.history
        areas.privacy.consents.standing
        areas.privacy.notices.given
        areas.privacy.notices.missing
        areas.referrals.service.by_code
        areas.referrals.service.due
        areas.referrals.service.line
        areas.referrals.service.of_access
        areas.referrals.service.of_person
        areas.referrals.service.outcomes
        areas.referrals.service.page
        areas.rights.service.history
        areas.rights.service.standings
        flows.answers_over_time.history
        flows.answers_over_time.standing
        flows.card_merging.card_now
        flows.card_merging.history
        flows.opening_pathways.carried
        flows.stories.consent
        flows.reminding.due
        flows.reminding.reach
        flows.reminding.reaches
        flows.sharing.of_person
        flows.sharing.preview
        flows.sharing.standing
        flows.withdrawn.count
        flows.withdrawn.page
        flows.stories.publishable
    """,
    (P.SEE_PEOPLE, P.EDIT_PERSON): """
        areas.people.service.revise
    """,
    (P.SEE_PEOPLE, P.MERGE_CARDS): """
        flows.card_merging.merge_cards
        flows.card_merging.preview
    """,
    (P.SEE_PEOPLE, P.RECORD_ACCESS): """
        flows.referring.take_back
        flows.reminding.remind
    """,
    (P.RECORD_ACCESS,): """
        areas.questions.answers.save
        areas.questions.answers.save_many
        areas.accesses.service.add
        areas.accesses.service.add_many
        areas.accesses.service.edit
        areas.accesses.service.record
        areas.accesses.service.take_back
        areas.accesses.service.void
        areas.pathways.appointments.remind
        areas.pathways.appointments.take_back_reminder
        areas.pathways.reminder_slips.given
        areas.pathways.reminder_slips.slip
        areas.pathways.reminder_slips.slip_document
        flows.referring.record_visit
    """,
    (P.EDIT_PERSON,): """
        areas.people.answers.add
        areas.people.answers.edit
        areas.people.attachments.add
        areas.people.attachments.add_file
        areas.people.attachments.edit
        areas.people.held.add
        areas.people.held.edit
        areas.people.household.add_relative
        areas.people.household.edit_relative
        areas.people.phones.add
        areas.people.phones.edit
        areas.people.reserved_notes.add
        areas.people.service.add
        areas.people.service.add_child
        areas.people.service.add_children
        areas.people.service.add_many
        areas.people.service.edit
        areas.people.service.edit_child
        areas.people.service.edit_many
        flows.sharing.end
        areas.privacy.consents.answer
        areas.privacy.consents.take_back
        areas.privacy.notices.give
        areas.privacy.notices.take_back
        areas.rights.service.mark
        areas.rights.service.take_back
    """,
    (P.MERGE_CARDS,): """
        areas.people.pairs.decide
        areas.people.pairs.decided
        areas.people.pairs.how_many_decided
        areas.people.pairs.how_many_to_review
        areas.people.pairs.left_in_doubt
        areas.people.pairs.on
        areas.people.pairs.take_back
        areas.people.pairs.to_review
        flows.card_merging.undo
    """,
    (P.FOLLOW_PATHWAY,): """
        areas.coordination.deadlines.done
        areas.coordination.deadlines.undone
        areas.coordination.supervision.answer
        areas.pathways.closing.close
        areas.pathways.closing.propose_name
        areas.pathways.closing.reopen
        areas.pathways.closing.tell_story
        areas.mediation.service.assign
        areas.mediation.service.close
        areas.mediation.service.edit
        areas.mediation.service.not_possible
        areas.mediation.service.reopen
        areas.mediation.sessions.add_session
        areas.mediation.sessions.add_sessions
        areas.mediation.sessions.edit_session
        areas.mediation.sessions.void_session
        areas.pathways.appointments.add
        areas.pathways.appointments.edit
        areas.pathways.appointments.move
        areas.pathways.appointments.settle
        areas.pathways.appointments.take_back_move
        areas.pathways.appointments.void
        areas.pathways.goals.add_goal
        areas.pathways.goals.add_step
        areas.pathways.goals.edit_goal
        areas.pathways.goals.edit_step
        areas.pathways.goals.move_goal
        areas.pathways.goals.move_step
        areas.pathways.goals.put_back
        areas.pathways.goals.remove_goal
        areas.pathways.interventions.add_intervention
        areas.pathways.hand_over_letter.document
        areas.pathways.hand_over_letter.letter
        areas.pathways.hand_overs.accept
        areas.pathways.hand_overs.decline
        areas.pathways.hand_overs.end
        areas.pathways.hand_overs.propose
        areas.pathways.hand_overs.reopen
        areas.pathways.hand_overs.withdraw
        areas.pathways.interventions.edit
        areas.pathways.interventions.void
        areas.pathways.notes.add
        areas.pathways.notes.edit
        areas.pathways.notes.void
        flows.handing_over.propose
        areas.pathways.opening.edit
        areas.pathways.opening.open_pathway
        areas.pathways.plans.given
        areas.pathways.plans.plan
        areas.pathways.plans.plan_document
        areas.pathways.wellbeing.add_score
        areas.pathways.wellbeing.edit_score
        areas.pathways.wellbeing.rate
        areas.pathways.wellbeing.rate_all
        areas.pathways.wellbeing.void_ratings
    """,
    (P.FOLLOW_PATHWAY, P.EDIT_PERSON): """
        flows.stories.take_back
        flows.stories.tell
    """,
    (P.APPROVE_DOTE,): """
        areas.doti.approvals.approve
        areas.doti.approvals.refuse
    """,
    (P.GRANT_DOTE, P.EDIT_PERSON): """
        areas.doti.expense_documents.add_scan
        areas.doti.expense_documents.add_scan_file
        areas.doti.signed_copies.attach
        areas.doti.signed_copies.attach_file
    """,
    (P.GRANT_DOTE,): """
        areas.doti.alarms.find
        areas.doti.expense_documents.add
        areas.doti.expense_documents.edit
        areas.doti.expense_documents.put_back
        areas.doti.expense_documents.void
        areas.doti.reassigning.reassign
        areas.doti.shares.give
        areas.doti.shares.holders
        areas.doti.receipts.came_back_signed
        areas.doti.receipts.issue
        areas.doti.receipts.look
        areas.doti.receipts.pdf
        areas.doti.receipts.pdf_of_all
        areas.doti.receipts.preview
        areas.doti.receipts.printed
        areas.doti.receipts.void
        areas.doti.service.cancel
        areas.doti.service.draft
        areas.doti.service.edit
        areas.doti.service.give_back
        areas.doti.service.grant
        areas.doti.service.pay
        areas.doti.undoing.take_back
    """,
    (P.REFER,): """
        areas.mediation.service.request
        areas.mediation.service.request_many
        areas.mediation.service.void
        areas.referrals.directory.find
        areas.referrals.directory.service
        areas.referrals.service.edit
        areas.referrals.service.mark_printed
        areas.referrals.service.record_return
        areas.referrals.service.refer
        areas.referrals.service.refer_many
        areas.referrals.service.reopen
        areas.referrals.service.void
        areas.referrals.slips.slip
        flows.referring.refer
    """,
    (P.EDIT_DIRECTORY,): """
        areas.mediation.mediators.add
        areas.mediation.mediators.edit
        areas.mediation.mediators.retire
        areas.referrals.directory.add
        areas.referrals.directory.add_many
        areas.referrals.directory.edit
        areas.referrals.directory.take_off
        areas.rights.catalogue.put
    """,
    (P.SEAL,): """
        areas.people.reserved_notes.share
        areas.people.reserved_notes.take_away
    """,
    (P.EXPORT_PERSON,): """
        flows.sharing.start
        areas.doti.account_copies.about
        flows.person_export.collect
    """,
    (P.ERASE_PERSON,): """
        areas.privacy.retention.counts_due
        areas.privacy.retention.due
        areas.privacy.retention.keep
        areas.privacy.retention.undo_keep
        flows.erasing.erase
        flows.erasing.preview
    """,
    (P.MANAGE_PRIVACY,): """
        areas.privacy.breach_papers.authority_pdf
        areas.privacy.breach_papers.people_pdf
        areas.privacy.breach_papers.register_pdf
        areas.privacy.breaches.close
        areas.privacy.breaches.edit
        areas.privacy.breaches.every
        areas.privacy.notices.proof
        areas.privacy.notices.publish
        areas.privacy.retention.set_rule
        flows.processing_register.to_pdf
    """,
    (P.IMPORT,): """
        flows.workbooks.batches.imports
        flows.workbooks.batches.undone_ids
        flows.workbooks.importing.import_workbook
        flows.workbooks.other_headers.remember
        flows.workbooks.remembering.keep_plan
        flows.workbooks.undoing.undo_import
    """,
    (P.REPORT,): """
        areas.monitoring.service.look_for_pairs
        flows.merged_store.look_for_pairs
        flows.closing.content.compose
        areas.monitoring.service.by_house
        areas.monitoring.targets.in_force
        areas.monitoring.targets.of_period
        areas.monitoring.targets.of_report
        flows.closing.since.behind
        areas.mediation.invoice_papers.hours_pdf
        areas.mediation.invoice_papers.hours_workbook
        areas.mediation.invoicing.by_mediator
        areas.mediation.invoicing.hours
        areas.monitoring.dashboard.beside
        areas.monitoring.service.compute
        areas.monitoring.service.compute_with_maps
        areas.monitoring.service.maps
        areas.monitoring.service.month_by_house
        areas.monitoring.service.reading
        areas.monitoring.service.ready
        areas.monitoring.ongoing.late_rows
        areas.monitoring.ongoing.tell
        areas.monitoring.quality.count
        areas.monitoring.quality.rows
        areas.monitoring.quality.still
        areas.monitoring.service.rows
        areas.monitoring.span.asked_first
        areas.monitoring.span.covered
        areas.monitoring.subjects.subjects
        areas.monitoring.yearly.sent.changes
        areas.monitoring.yearly.sent.copies
        areas.monitoring.yearly.sent.freeze
        areas.monitoring.yearly.sent.opened
        areas.monitoring.yearly.sent.recomputed
        areas.monitoring.yearly.sent.verify
        areas.monitoring.yearly.workbook.workbook_with_rows
        areas.monitoring.yearly.year.gather
        flows.merged_store.reading
        flows.workbooks.outgoing.register
        flows.merged_store.standing
        areas.pathways.hours.by_month
        areas.pathways.hours.workbook
        areas.training.hours_workbook.workbook
    """,
    (P.SYNCHRONISE,): """
        flows.house_devices.listed
        flows.linkage.standing
        areas.privacy.breaches.report
        flows.posting.prepare
        flows.posting.take_in
        flows.roads.keep
        flows.roads.set_every_minutes
        flows.roads.tried
        flows.syncing.synchronise
        flows.syncing.through
    """,
    (P.BACK_UP,): """
        flows.copies.make_now
        flows.copies.round_
        flows.copy_trial.try_copy
        flows.restore_preview.preview
    """,
    (P.DECIDE,): """
        flows.linkage.different_keys
        flows.month_end.decide
        flows.closing.books.count
        flows.closing.copies.content
        flows.closing.copies.find
        flows.closing.copies.in_force
        flows.closing.copies.listed
        flows.closing.copies.record
        flows.closing.copies.taken_in
        flows.closing.minutes.reopen
        flows.closing.minutes.verify
        flows.closing.paper.minutes_pdf
        flows.closing.workbook.minutes_workbook
        flows.month_end.deliveries
        flows.month_end.kept_aside
        flows.month_end.difference
        flows.month_end.differences
        flows.month_end.pending
        flows.month_end.take_back
        flows.month_end.take_back_all
        flows.deciding.alike
        flows.deciding.decide_alike
        flows.deciding.decided
        flows.deciding.take_back_all
    """,
    (P.ALLOCATE,): """
        areas.doti.funds.add_fund
        areas.doti.funds.add_line
        areas.doti.funds.add_funder
        areas.doti.funds.edit_fund
        areas.doti.funds.edit_funder
        areas.doti.funds.edit_line
        areas.doti.moves.allocate
        areas.doti.moves.withdraw
    """,
    (P.MANAGE_NETWORK,): """
        flows.joining.add_house
        flows.merged_store.create
        flows.merged_store.keep_address
        flows.merged_store.synchronise
        flows.joining.approve
        flows.joining.invite
        flows.joining.requests
        flows.joining.take_in_requests
        flows.network_devices.announce
        flows.network_devices.listed
        flows.network_devices.revoke
        flows.network_sheets.entrust
        flows.network_sheets.prepare
        flows.network_sheets.standing
        flows.network_sheets.take_over
        network.service.add_body
        network.service.add_house
        network.service.add_term
        network.wordlists.add
        network.wordlists.end
        network.wordlists.put_back
        network.wordlists.put_in_order
        network.wordlists.relabel
    """,
    (P.DECIDE, P.REPORT): """
        flows.closing.minutes.close
        flows.closing.since.since
    """,
    (P.REPORT, P.ALLOCATE): """
        areas.doti.account_changes.since
        areas.doti.account_copies.copies
        areas.doti.account_copies.freeze
        areas.doti.account_copies.opened
        areas.doti.account_copies.recomputed
        areas.doti.account_copies.verify
        areas.doti.accounts.compute
        areas.doti.accounts.require
    """,
    (P.SEE_PROGRAMME,): """
        areas.outreach.conferences.conference
        areas.outreach.conferences.every
        areas.outreach.evidence.counts
        areas.outreach.evidence.of_funder
        areas.outreach.evidence.read
        areas.outreach.evidence.whole
        areas.outreach.figures.by_funder
        areas.outreach.figures.of
        areas.outreach.materials.deliveries
        areas.outreach.materials.line
        areas.outreach.materials.page
        areas.outreach.named.check_funders
        areas.outreach.named.funders
        areas.outreach.named.meetings_near
        areas.outreach.named.shown_in
        areas.outreach.named.subjects
        areas.outreach.named.years
        areas.outreach.posts.page
        areas.outreach.posts.post
        areas.outreach.workbook.index
        areas.meetings.bulk.same_day
        areas.meetings.calendar_file.changed_at
        areas.meetings.calendar_file.export
        areas.meetings.calendar_file.export_one
        areas.meetings.bulk.with_ids
        areas.meetings.listing.any_yet
        areas.meetings.listing.between
        areas.meetings.listing.count
        areas.meetings.listing.count_to_complete
        areas.meetings.listing.meeting
        areas.meetings.listing.next_of
        areas.meetings.listing.page
        areas.meetings.listing.to_complete
        areas.meetings.listing.totals
        areas.meetings.series.of
        areas.meetings.series.reached
        areas.coordination.deadlines.count
        areas.coordination.deadlines.count_due
        areas.coordination.deadlines.deadline
        areas.coordination.deadlines.due
        areas.coordination.deadlines.page
        areas.coordination.decisions.count
        areas.coordination.decisions.decision
        areas.coordination.decisions.page
        areas.coordination.hours_paper.week_document
        areas.coordination.hours_paper.week_pdf
        areas.coordination.opening_hours.closed_on
        areas.coordination.opening_hours.closures
        areas.coordination.opening_hours.hours
        areas.coordination.opening_hours.on
        areas.coordination.opening_hours.standing
        areas.coordination.opening_hours.week
        areas.coordination.supervision.count
        areas.coordination.supervision.count_to_answer
        areas.coordination.supervision.note
        areas.coordination.supervision.page
        areas.coordination.supervision.to_answer
        areas.coordination.targets.every
        areas.coordination.targets.target
        areas.coordination.targets.years
        areas.training.agreements.agreement
        areas.training.agreements.ending
        areas.training.agreements.every
        areas.training.agreements.standing
        areas.training.certificates.funders
        areas.training.hours.attended
        areas.training.hours.by_meeting
        areas.training.hours.by_person
        areas.training.hours.figures
        areas.training.listing.count
        areas.training.listing.line
        areas.training.listing.page
        areas.training.listing.partner_names
        areas.training.presence.last_time
        areas.training.presence.of_training
        areas.training.staff.every
        areas.training.staff.member
        areas.meetings.papers.bookmarks
        areas.meetings.papers.bookmarks_of
        areas.meetings.papers.flyer
        areas.meetings.papers.in_month
        areas.meetings.papers.poster
        areas.meetings.papers.presences
        network.logos.every
        network.partners.every
        network.partners.find
        network.partners.free_id
        network.partners.names
        network.partners.partner
    """,
    (P.RUN_MEETINGS,): """
        areas.meetings.bulk.add_many
        areas.meetings.calendar_import.bring
        areas.meetings.calendar_import.compare
        areas.meetings.bulk.change_many
        areas.meetings.attendance.sign
        areas.meetings.attendance.sign_off
        areas.meetings.checks.owned
        areas.meetings.service.changed
        areas.meetings.counting.count
        areas.meetings.series.add
        areas.meetings.series.cancel
        areas.meetings.series.edit
        areas.meetings.series.move
        areas.meetings.series.void
        areas.meetings.service.add
        areas.meetings.service.add_many
        areas.meetings.service.cancel
        areas.meetings.service.edit
        areas.meetings.service.hold
        areas.meetings.service.move
        areas.meetings.service.plan_again
        areas.meetings.service.put_back
        areas.meetings.service.void
        network.partners.add
        network.partners.add_many
    """,
    (P.RECORD_TRAINING,): """
        areas.training.certificates.handed_out
        areas.training.certificates.of_period
        areas.training.certificates.of_training
        areas.training.presence.copy_last_time
        areas.training.presence.mark
        areas.training.presence.unmark
        areas.training.service.add
        areas.training.service.cancel
        areas.training.service.edit
        areas.training.service.hold
        areas.training.service.void
        areas.training.staff.add
        areas.training.staff.add_many
        areas.training.staff.edit
        areas.training.staff.proposed
        areas.training.staff.retire
        areas.training.staff.put_back
        areas.training.staff.take_in
    """,
    (P.RECORD_OUTREACH,): """
        areas.outreach.conferences.add
        areas.outreach.conferences.edit
        areas.outreach.evidence.add
        areas.outreach.evidence.add_file
        areas.outreach.evidence.edit
        areas.outreach.evidence_export.export
        areas.outreach.materials.add
        areas.outreach.materials.deliver
        areas.outreach.materials.edit
        areas.outreach.materials.edit_delivery
        areas.outreach.posts.add
        areas.outreach.posts.edit
        areas.outreach.workbook.outreach_workbook
    """,
    (P.COORDINATE,): """
        areas.coordination.deadlines.add
        areas.coordination.deadlines.edit
        areas.coordination.deadlines.void
        areas.coordination.decisions.add
        areas.coordination.decisions.done
        areas.coordination.decisions.edit
        areas.coordination.decisions.undone
        areas.coordination.decisions.void
        areas.coordination.opening_hours.add_closure
        areas.coordination.opening_hours.add_hours
        areas.coordination.opening_hours.edit_closure
        areas.coordination.opening_hours.edit_hours
        areas.coordination.opening_hours.void_hours
        areas.coordination.supervision.add
        areas.coordination.supervision.close
        areas.coordination.supervision.edit
        areas.coordination.supervision.reopen
        areas.coordination.supervision.void
        areas.coordination.targets.add
        areas.coordination.targets.copy_to_next_year
        areas.coordination.targets.edit
        areas.coordination.targets.void
        areas.training.agreements.add
        areas.training.agreements.edit
        areas.training.joining.join
        areas.training.joining.part
        areas.questions.service.add
        areas.questions.service.edit
        areas.questions.service.put_in_order
        areas.questions.service.reactivate
        areas.questions.service.retire
        network.logos.add
        network.logos.arrange
        network.logos.edit
        network.partners.edit
    """,
    (P.SEE_AUDIT,): """
        vault.audit_log.actions
        vault.audit_log.check
        vault.audit_log.count
        vault.audit_log.page
        vault.audit_log.users
    """,
    (P.MANAGE_NETWORK, P.MANAGE_PRIVACY): """
        network.service.set_privacy
    """,
    (P.ERASE_PERSON, P.BACK_UP): """
        flows.old_copies.replace
    """,
    (P.MANAGE_USERS,): """
        flows.house_devices.confirm
        flows.linkage.enter
        flows.linkage.renew
        flows.linkage.words
        vault.users.add
        vault.users.change
        vault.users.last_openings
        vault.users.remove
        vault.users.reset_passphrase
        vault.renewal.check
        vault.renewal.renew
        vault.renewal.standing
    """,
}

_FREE = {
    "her own: what she herself is typing, or her own passphrase, which it asks for": """
        areas.accesses.drafts.drafts
        areas.accesses.drafts.drop
        areas.accesses.drafts.keep
        vault.users.change_passphrase
    """,
    "a step of use cases that ask for leave themselves": """
        areas.meetings.checks.check
        areas.meetings.checks.may_edit
        areas.accesses.drafts.forget
        areas.accesses.drafts.whose
        areas.doti.account_copies.forget
        areas.doti.account_rows.snapshot
        areas.doti.alarm_words.of_doti
        areas.doti.alarm_words.overdrawn
        areas.doti.approvals.approved
        areas.doti.approvals.ask
        areas.doti.checks.received
        areas.doti.checks.same_document
        areas.doti.checks.warnings
        areas.doti.expense_documents.check_proof
        areas.doti.moves.cancel
        areas.doti.moves.confirm
        areas.doti.moves.drop
        areas.doti.moves.give_back
        areas.doti.moves.pay
        areas.doti.moves.share_of
        areas.doti.moves.spend
        areas.doti.moves.standing
        areas.doti.posting.post
        areas.doti.shares.check_series
        areas.doti.shares.gather
        areas.doti.receipt_content.content
        areas.doti.receipt_content.is_discreet
        areas.doti.undoing.latest
        areas.doti.undoing.taken_back
        areas.doti.receipts.is_voided
        areas.doti.receipts.language_of
        areas.doti.receipts.live
        areas.doti.receipts.was_printed
        areas.doti.signing.signed
        vault.signed_content.identity
        vault.signed_content.roster
        vault.signed_content.sign
        vault.signed_content.state
        areas.mediation.sessions.absorb
        areas.mediation.sessions.seal_again
        areas.monitoring.reserved.told
        areas.monitoring.state.counting
        areas.monitoring.state.has_many
        areas.monitoring.state.reading
        areas.outreach.named.check_house
        areas.questions.reserved.absorb
        areas.questions.reserved.follow
        areas.questions.reserved.readers_of
        areas.pathways.following.absorb
        areas.pathways.following.follow
        areas.pathways.following.place_last
        areas.pathways.following.put_in_order
        areas.pathways.following.readers_beside
        areas.pathways.following.readers_of
        areas.pathways.following.readers_to_write
        areas.pathways.following.write_again
        areas.pathways.following.write_new
        areas.pathways.hand_overs.may_answer
        areas.pathways.parts.add_part
        areas.pathways.parts.house_of
        areas.pathways.signs.coming
        areas.pathways.signs.last
        areas.pathways.signs.open_goals
        areas.people.received.expire
        areas.people.checks.cards_are_written
        areas.people.checks.may_write_cards
        areas.people.checks.gender
        areas.people.checks.house
        areas.people.checks.person
        areas.referrals.slips.slip_document
        areas.training.scope.check
        areas.training.scope.ours
        flows.handing_over.agreed
        flows.sharing.offers
        flows.sharing.possible
        flows.sharing.settle
        flows.linkage.settle
        flows.answers_over_time.value_words
        flows.belongings.links
        flows.belongings.of_person
        flows.card_fields.differences
        flows.card_fields.outcome
        areas.monitoring.service.pairs_are_fresh
        areas.people.pairs.new_decision
        areas.people.pairs.undoing
        flows.card_merging.decisions_undone
        flows.card_merging.move
        flows.card_merging.pointing
        flows.card_merging.take_apart
        flows.copy_trial.try_newest
        flows.devices.identity
        flows.devices.keep
        flows.closing.copies.forget
        flows.closing.copies.latest
        flows.closing.copies.signature_state
        flows.closing.fault_words.sentence
        flows.closing.minutes.faults_of
        flows.difference_words.source
        flows.difference_words.tell
        flows.difference_words.tell_sealed
        flows.difference_words.tell_shown
        flows.difference_words.value_words
        flows.difference_words.who
        flows.erasing.remembered
        flows.erasing.replay
        flows.merge_settling.settle
        flows.merge_values.undone
        flows.old_copies.holding
        flows.person_paper.to_pdf
        flows.remnants.followed
        flows.remnants.sweep
        flows.restoring.forget_aside
        flows.sealing.settle
        flows.training.mark
        flows.training.refuse
        flows.workbooks.batches.clock
        flows.workbooks.batches.keep
        flows.workbooks.batches.own_writes
        flows.workbooks.batches.record
        flows.workbooks.foreign.choices
        flows.workbooks.foreign.foreign_words
        flows.workbooks.guessing.for_place
        flows.workbooks.guessing.guess
        flows.workbooks.guessing.propose
        flows.workbooks.near.near_pairs
        flows.workbooks.remembering.kept_plan
        flows.workbooks.remembering.plan_for
        network.service.check_codes
        vault.backup.make
        vault.authors.here
        vault.authors.of_records
        vault.seats.seats
        vault.seats.series
        vault.users.add_first
    """,
    "money of the envelopes and of a dote: who it is for is not told": """
        areas.doti.funds.envelope
        areas.doti.funds.envelopes
        areas.doti.funds.funders
        areas.doti.funds.funds
        areas.doti.funds.lines
        areas.doti.ledger.balance
        areas.doti.ledger.balances
        areas.doti.ledger.left
        areas.doti.ledger.overdrawn
        areas.doti.ledger.totals
        areas.doti.remaining.by_envelope
        areas.doti.remaining.by_fund
        areas.doti.remaining.by_house
        areas.doti.remaining.by_line
        areas.doti.shares.by_share
        areas.doti.shares.elsewhere
        areas.doti.shares.hold
        areas.doti.shares.over_budget
        areas.doti.shares.room
    """,
    "how many, or whether any: no name in it": """
        areas.accesses.service.any_yet
        areas.accesses.service.count
        areas.pathways.listing.count
        areas.people.service.any_yet
        areas.people.service.count
        areas.privacy.breaches.running
        areas.referrals.directory.count_to_check
        areas.mediation.listing.count
        areas.outreach.materials.count
        areas.outreach.posts.count
        areas.referrals.service.count
        areas.referrals.service.count_overdue
        flows.checking.faults
        flows.checking.storage
        flows.copies.due
        flows.copies.failed
        flows.copies.listed
        flows.copies.missing_place
        flows.copy_trial.due
        flows.copy_trial.last
        flows.deciding.has_rules
        flows.month_end.told
        flows.whose.is_anonymous
        flows.whose.whose
        flows.old_copies.second_missing
        flows.restoring.kept_aside
        flows.standing.last_backup
        flows.standing.standing
        flows.roads.due
        flows.roads.every_minutes
        flows.roads.last
        flows.roads.note
        flows.roads.opened
        flows.roads.road
        flows.standing.waiting
        flows.syncing.by_itself
        flows.syncing.foot
        flows.syncing.open_conflicts
        flows.syncing.pending
        flows.syncing.pending_accesses
        flows.training.is_training
        network.names.are_hidden
    """,
    "words, codes and texts that every desk shows: nobody's data": """
        areas.privacy.notices.current
        areas.privacy.notices.current_version
        areas.privacy.notices.filled
        areas.privacy.notices.pdf
        areas.privacy.notices.published
        areas.privacy.retention.rules
        areas.referrals.directory.kinds
        areas.referrals.directory.quarters
        network.desk_contact.desk_contact
        network.desk_contact.keep_desk_contact
        areas.referrals.wording.detail
        areas.referrals.wording.kind_words
        areas.referrals.wording.need_words
        areas.referrals.wording.state_words
        areas.referrals.wording.title
        areas.referrals.wording.where
        areas.rights.catalogue.free_code
        areas.rights.catalogue.own
        areas.rights.catalogue.row
        areas.rights.catalogue.table
        areas.monitoring.span.own_house
        flows.devices.desk_name
        flows.devices.network_name
        flows.devices.roster
        flows.syncing.in_house_words
        flows.workbooks.other_headers.remembered
        flows.workbooks.own_columns.own_columns
        areas.monitoring.indicators.of
        areas.monitoring.names.named
        areas.monitoring.indicators.questions.declared
        areas.questions.answers.words
        areas.questions.service.every
        areas.questions.service.in_use
        areas.questions.service.options
        areas.questions.service.question
        network.wordlists.words
        network.service.bodies
        network.service.body
        network.service.code_of
        network.service.find_house
        network.service.house
        network.service.houses
        network.service.terms
        vault.users.all_users
    """,
    "where the copies of this computer lie: every role may back up": """
        vault.places.choose
        vault.places.first
        vault.places.forget_second
        vault.places.known_first
        vault.places.known_second
        vault.places.second
    """,
    "who reads what is sealed is decided by keys, not by roles": """
        areas.pathways.listing.reserved
        vault.seal_readers.default_readers
        vault.seal_readers.enter
        vault.seal_readers.enter_by_recovery
        vault.seal_readers.keys
        vault.seal_readers.known_as
        vault.seal_readers.known_recovery_key
        vault.slot_keys.known
        vault.slot_keys.remember
        vault.slot_keys.told
        vault.seal_readers.only_hers
        vault.seal_readers.renew_recovery
        vault.seal_readers.wrap_missing
        vault.sealing.blank
        vault.sealing.of_people
        vault.sealing.of_subjects
        vault.sealing.of_table
        vault.sealing.replace
        vault.sealing.seal
        vault.sealing.seal_many
        vault.sealing.seen
        vault.sealing.void
    """,
}

# What a house refuses to everyone: tried at the coordination.
COORDINATIONS_OWN = frozenset({"areas.privacy.notices.publish", "areas.privacy.retention.set_rule"})

_INTRO = """# Who may do what

From the table that the tests walk (`tests/robustness/permission_table.py`), which writes this page anew when it is run
(`python -m`). The program keeps these rules, cryptography does not ([security](security.md)); what is sealed to chosen
readers is the exception.

Roles add up: whoever holds two may do what either may.
"""


def needed() -> dict[str, frozenset[Permission]]:
    """What each use case asks leave for, all of it; nothing for those that ask for none."""
    asked = {name: frozenset(permissions) for permissions, names in _NEEDED.items() for name in names.split()}
    free: dict[str, frozenset[Permission]] = {
        name: frozenset() for names in _FREE.values() for name in names.split()
    }
    everyone = [name for names in (*_NEEDED.values(), *_FREE.values()) for name in names.split()]
    assert len(everyone) == len(set(everyone)), "a use case stands in the table once"
    return asked | free


def page() -> str:
    """The matrix for people: role by permission, then the use cases of each."""
    return "\n".join([_INTRO, *_roles(), "", *_use_cases()]) + "\n"


def _roles() -> Iterator[str]:
    yield "| | " + " | ".join(role.replace("_", " ") for role in Role) + " |"
    yield "|---|" + ":-:|" * len(Role)
    for permission in Permission:
        marks = ("✓" if permission in ALLOWED[role] else "" for role in Role)
        yield f"| {permission.replace('_', ' ')} | " + " | ".join(marks) + " |"


def _use_cases() -> Iterator[str]:
    yield "## Use cases"
    for permissions, names in _NEEDED.items():
        yield f"\n### {' and '.join(one.replace('_', ' ') for one in permissions)}\n"
        yield from _list(names)
    yield "\n## Those that ask for no leave, and why"
    for reason, names in _FREE.items():
        yield f"\n### {reason}\n"
        yield from _list(names)


def _list(names: str) -> Iterator[str]:
    # A line each: two who add one do not meet.
    return (f"- `{name}`" for name in names.split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
