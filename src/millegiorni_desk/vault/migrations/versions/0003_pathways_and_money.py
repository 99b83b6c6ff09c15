"""Pathways, mediation and money in full: new tables and columns; the ledger's index also holds whose share it was."""

from alembic import op

revision = "0003"
down_revision = "0002"

_COLUMNS = (
    "ALTER TABLE attachment ADD COLUMN about VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE budget_line ADD COLUMN code VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE budget_line ADD COLUMN budget_cents INTEGER",
    "ALTER TABLE budget_line ADD COLUMN cap_cents INTEGER",
    "ALTER TABLE budget_line ADD COLUMN approval_cents INTEGER",
    "ALTER TABLE budget_line ADD COLUMN own_share_bp INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE dote ADD COLUMN discreet BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE fund ADD COLUMN funder_id VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE fund ADD COLUMN notes VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE goal ADD COLUMN state_on DATE",
    "ALTER TABLE goal ADD COLUMN notes VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE goal ADD COLUMN rank INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE intervention ADD COLUMN kind VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE intervention ADD COLUMN place VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE intervention ADD COLUMN outside BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE intervention ADD COLUMN cost_cents INTEGER",
    "ALTER TABLE intervention ADD COLUMN goal_id VARCHAR",
    "ALTER TABLE ledger_entry ADD COLUMN from_share VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE ledger_entry ADD COLUMN to_share VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE ledger_entry ADD COLUMN together VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE ledger_entry ADD COLUMN payee VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE ledger_entry ADD COLUMN expense_document_id VARCHAR",
    "ALTER TABLE pathway ADD COLUMN household VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN resources VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN wishes VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN assessed_on DATE",
    "ALTER TABLE pathway ADD COLUMN ended_as VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN story VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN story_name VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE pathway ADD COLUMN story_consent_on DATE",
    "ALTER TABLE receipt ADD COLUMN signer VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE receipt ADD COLUMN signature VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE receipt_event ADD COLUMN language VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE wellbeing ADD COLUMN moment VARCHAR DEFAULT '' NOT NULL",
)

_TABLES = (
    (
        "CREATE TABLE appointment ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, pathway_id VARCHAR, at VARCHAR NOT NULL, minutes INTEGER, title VARCHAR NOT "
        "NULL, place VARCHAR NOT NULL, service_id VARCHAR, with_whom VARCHAR NOT NULL, accompanied_by VARCHAR NOT"
        " NULL, remind_on DATE, reminded_at VARCHAR NOT NULL, reminded_how VARCHAR NOT NULL, state VARCHAR NOT "
        "NULL, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE dote_approval ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, "
        'dote_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, at VARCHAR NOT NULL, "by" VARCHAR NOT NULL, reason '
        "VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE expense_document ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "dote_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, number VARCHAR NOT NULL, supplier VARCHAR NOT NULL, "
        "issued_on DATE, amount_cents INTEGER, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE funder ( id VARCHAR NOT NULL, code VARCHAR NOT NULL, name VARCHAR NOT NULL, address VARCHAR"
        " NOT NULL, codice_fiscale VARCHAR NOT NULL, contact VARCHAR NOT NULL, email VARCHAR NOT NULL, notes "
        "VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE funder_account ( id VARCHAR NOT NULL, fund_id VARCHAR NOT NULL, period_from DATE NOT NULL, "
        "period_to DATE NOT NULL, payees VARCHAR NOT NULL, made_at VARCHAR NOT NULL, made_by VARCHAR NOT NULL, "
        "content VARCHAR NOT NULL, digest VARCHAR NOT NULL, signer VARCHAR NOT NULL, signature VARCHAR NOT NULL, "
        "note VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE goal_step ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "pathway_id VARCHAR NOT NULL, goal_id VARCHAR NOT NULL, title VARCHAR NOT NULL, owner VARCHAR NOT NULL, "
        "due_on DATE, done_on DATE, rank INTEGER NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE hand_over ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "pathway_id VARCHAR NOT NULL, on_date DATE NOT NULL, from_manager VARCHAR NOT NULL, to_manager VARCHAR "
        "NOT NULL, to_house VARCHAR NOT NULL, reason VARCHAR NOT NULL, consent_on DATE, state VARCHAR NOT NULL, "
        "answered_on DATE, answered_by VARCHAR NOT NULL, ended_on DATE, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE mediation ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id"
        " VARCHAR NOT NULL, pathway_id VARCHAR, access_id VARCHAR, requested_on DATE NOT NULL, requested_by "
        "VARCHAR NOT NULL, languages TEXT NOT NULL, need VARCHAR NOT NULL, fragility VARCHAR NOT NULL, "
        "mediator_id VARCHAR, state VARCHAR NOT NULL, closed_on DATE, outcome VARCHAR NOT NULL, notes VARCHAR NOT"
        " NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE mediation_session ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "mediation_id VARCHAR NOT NULL, mediator_id VARCHAR, on_date DATE NOT NULL, starts VARCHAR NOT NULL, "
        "minutes INTEGER, kind VARCHAR NOT NULL, place VARCHAR NOT NULL, outcome VARCHAR NOT NULL, notes VARCHAR "
        "NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE mediator ( id VARCHAR NOT NULL, name VARCHAR NOT NULL, organisation VARCHAR NOT NULL, "
        "languages TEXT NOT NULL, phone VARCHAR NOT NULL, email VARCHAR NOT NULL, cents_per_hour INTEGER, active "
        "BOOLEAN NOT NULL, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE outside_score ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "pathway_id VARCHAR NOT NULL, on_date DATE NOT NULL, scale VARCHAR NOT NULL, score VARCHAR NOT NULL, "
        "taken_by VARCHAR NOT NULL, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE pathway_note ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "pathway_id VARCHAR NOT NULL, on_date DATE NOT NULL, kind VARCHAR NOT NULL, words VARCHAR NOT NULL, "
        "present TEXT NOT NULL, decided VARCHAR NOT NULL, author VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
)

_INDEXES = (
    "DROP INDEX ledger_entry_line",
    "CREATE INDEX appointment_ahead ON appointment (at, id) WHERE state = 'planned' AND voided IS 0",
    "CREATE INDEX appointment_pathway ON appointment (pathway_id)",
    "CREATE INDEX appointment_person ON appointment (person_id)",
    (
        "CREATE INDEX appointment_remind ON appointment (remind_on, at, id) WHERE state = 'planned' AND "
        "reminded_at = '' AND voided IS 0"
    ),
    "CREATE INDEX attachment_about ON attachment (about) WHERE about <> ''",
    "CREATE INDEX dote_line ON dote (line_id, committed_on, id)",
    "CREATE INDEX dote_approval_dote ON dote_approval (dote_id)",
    "CREATE INDEX expense_document_dote ON expense_document (dote_id)",
    (
        "CREATE INDEX expense_document_number ON expense_document "
        "(lower(replace(replace(replace(replace(replace(number, ' ', ''), '-', ''), '/', ''), '.', ''), '_', "
        "'')))"
    ),
    "CREATE INDEX funder_account_fund ON funder_account (fund_id, period_to)",
    "CREATE INDEX goal_due ON goal (due_on, id) WHERE state = 'set' AND voided IS 0",
    "CREATE INDEX goal_step_due ON goal_step (due_on, id) WHERE done_on IS NULL AND voided IS 0",
    "CREATE INDEX goal_step_goal ON goal_step (goal_id, rank)",
    "CREATE INDEX hand_over_pathway ON hand_over (pathway_id)",
    "CREATE INDEX intervention_day ON intervention (on_date, pathway_id) WHERE voided IS 0",
    (
        "CREATE INDEX ledger_entry_share ON ledger_entry (house, line_id, from_account, to_account, from_share, "
        "to_share, amount_cents)"
    ),
    "CREATE INDEX mediation_newest ON mediation (requested_on, id, voided)",
    "CREATE INDEX mediation_pathway ON mediation (pathway_id)",
    "CREATE INDEX mediation_person ON mediation (person_id)",
    "CREATE INDEX mediation_session_day ON mediation_session (on_date, mediator_id, voided)",
    "CREATE INDEX mediation_session_of ON mediation_session (mediation_id)",
    "CREATE INDEX outside_score_pathway ON outside_score (pathway_id)",
    (
        "CREATE INDEX pathway_manager ON pathway (case_manager, opened_on) WHERE closed_on IS NULL AND voided IS "
        "0"
    ),
    "CREATE INDEX pathway_note_pathway ON pathway_note (pathway_id)",
)


def upgrade() -> None:
    """Add what version 0003 holds; the records that are there stay as they are."""
    for statement in (*_COLUMNS, *_TABLES, *_INDEXES):
        op.execute(statement)
