"""Households, rights, referrals, privacy and what is sealed to chosen users: new tables and columns, nothing moved."""

from alembic import op

revision = "0002"
down_revision = "0001"

_COLUMNS = (
    "ALTER TABLE child ADD COLUMN codice_fiscale VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE child ADD COLUMN lives_with_her BOOLEAN",
    "ALTER TABLE child ADD COLUMN notes VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE desk_user ADD COLUMN seal_key VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE desk_user ADD COLUMN must_change BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE managing_body ADD COLUMN privacy_contact VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE managing_body ADD COLUMN dpo VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE person ADD COLUMN birth_place VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE person ADD COLUMN arrived_in_italy VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE person ADD COLUMN languages TEXT DEFAULT '[]' NOT NULL",
    "ALTER TABLE person ADD COLUMN contact_rule VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE person ADD COLUMN contact_hours VARCHAR DEFAULT '' NOT NULL",
)

_TABLES = (
    (
        "CREATE TABLE attachment ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, name VARCHAR NOT NULL, media_type VARCHAR NOT NULL, size INTEGER NOT NULL, "
        "sha256 VARCHAR NOT NULL, added_on DATE NOT NULL, added_by VARCHAR NOT NULL, notes VARCHAR NOT NULL, "
        "PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE attachment_part ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "attachment_id VARCHAR NOT NULL, n INTEGER NOT NULL, data VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE breach ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, found_at "
        "VARCHAR NOT NULL, happened_at VARCHAR NOT NULL, kind VARCHAR NOT NULL, what VARCHAR NOT NULL, data TEXT "
        "NOT NULL, people INTEGER, encrypted VARCHAR NOT NULL, consequences VARCHAR NOT NULL, measures VARCHAR "
        "NOT NULL, risk VARCHAR NOT NULL, authority_told_at VARCHAR NOT NULL, people_told_at VARCHAR NOT NULL, "
        "closed_at VARCHAR NOT NULL, reported_by VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE card_merge ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, kept_id "
        "VARCHAR NOT NULL, gone_id VARCHAR NOT NULL, moved VARCHAR NOT NULL, fields VARCHAR NOT NULL, merged_at "
        "VARCHAR NOT NULL, merged_by VARCHAR NOT NULL, undone_at VARCHAR NOT NULL, undone_by VARCHAR NOT NULL, "
        "PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE consent ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id "
        "VARCHAR NOT NULL, kind VARCHAR NOT NULL, answer VARCHAR NOT NULL, on_date DATE NOT NULL, notice_version "
        "INTEGER NOT NULL, language VARCHAR NOT NULL, scope VARCHAR NOT NULL, taken_by VARCHAR NOT NULL, PRIMARY "
        "KEY (id) )"
    ),
    (
        "CREATE TABLE entitlement ( id VARCHAR NOT NULL, code VARCHAR NOT NULL, kind VARCHAR NOT NULL, title "
        "VARCHAR NOT NULL, anchor VARCHAR NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER NOT NULL, "
        "where_to_ask VARCHAR NOT NULL, what_to_bring VARCHAR NOT NULL, source VARCHAR NOT NULL, active BOOLEAN "
        "NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE entitlement_state ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, child_id VARCHAR, code VARCHAR NOT NULL, state VARCHAR NOT NULL, on_date "
        "DATE NOT NULL, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE notice ( id VARCHAR NOT NULL, version INTEGER NOT NULL, language VARCHAR NOT NULL, title "
        "VARCHAR NOT NULL, body VARCHAR NOT NULL, valid_from DATE NOT NULL, valid_to DATE, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE notice_given ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, version INTEGER NOT NULL, language VARCHAR NOT NULL, on_date DATE NOT NULL, "
        "how VARCHAR NOT NULL, given_by VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE person_answer ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, value VARCHAR NOT NULL, cents INTEGER, on_date DATE "
        "NOT NULL, until DATE, notes VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE phone ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id "
        "VARCHAR NOT NULL, number VARCHAR NOT NULL, whose VARCHAR NOT NULL, contact_rule VARCHAR NOT NULL, notes "
        "VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE referral ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id "
        "VARCHAR NOT NULL, access_id VARCHAR, pathway_id VARCHAR, service_id VARCHAR, kind VARCHAR NOT NULL, code"
        " VARCHAR NOT NULL, on_date DATE NOT NULL, need VARCHAR NOT NULL, offer VARCHAR NOT NULL, appointment "
        "VARCHAR NOT NULL, reason VARCHAR NOT NULL, language VARCHAR NOT NULL, discreet BOOLEAN NOT NULL, "
        "answer_by DATE, printed_at VARCHAR NOT NULL, state VARCHAR NOT NULL, returned_on DATE, outcome VARCHAR "
        "NOT NULL, message VARCHAR NOT NULL, referred_by VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE relative ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id "
        "VARCHAR NOT NULL, other_id VARCHAR, name VARCHAR NOT NULL, relation VARCHAR NOT NULL, birth_date DATE, "
        "birth_precision VARCHAR NOT NULL, gender VARCHAR NOT NULL, lives_with_her BOOLEAN, notes VARCHAR NOT "
        "NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE retention_review ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "person_id VARCHAR NOT NULL, category VARCHAR NOT NULL, on_date DATE NOT NULL, until DATE NOT NULL, "
        "reason VARCHAR NOT NULL, reviewed_by VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE retention_rule ( id VARCHAR NOT NULL, category VARCHAR NOT NULL, months INTEGER NOT NULL, "
        "basis VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE sealed ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "subject_table VARCHAR NOT NULL, subject_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, sealed VARCHAR "
        "NOT NULL, readers TEXT NOT NULL, author VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE sealed_key ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "sealed_id VARCHAR NOT NULL, reader VARCHAR NOT NULL, wrapped VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE service ( id VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, address "
        "VARCHAR NOT NULL, quarter VARCHAR NOT NULL, phone VARCHAR NOT NULL, email VARCHAR NOT NULL, website "
        "VARCHAR NOT NULL, hours VARCHAR NOT NULL, contact VARCHAR NOT NULL, languages TEXT NOT NULL, how_to_book"
        " VARCHAR NOT NULL, bring TEXT NOT NULL, notes VARCHAR NOT NULL, checked_on DATE, voided BOOLEAN NOT NULL, "
        "PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE statistical_person ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "year INTEGER NOT NULL, gender VARCHAR NOT NULL, age_band VARCHAR NOT NULL, origin VARCHAR NOT NULL, "
        "accesses INTEGER NOT NULL, pathway BOOLEAN NOT NULL, dote BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
)

_INDEXES = (
    "CREATE INDEX attachment_person ON attachment (person_id)",
    "CREATE INDEX attachment_part_of ON attachment_part (attachment_id, n)",
    "CREATE INDEX audit_action ON audit (action, n)",
    "CREATE INDEX audit_day ON audit (at)",
    "CREATE INDEX audit_user ON audit (user, n)",
    "CREATE INDEX card_merge_gone ON card_merge (gone_id)",
    "CREATE INDEX card_merge_kept ON card_merge (kept_id)",
    "CREATE INDEX consent_person ON consent (person_id, kind)",
    "CREATE INDEX entitlement_state_person ON entitlement_state (person_id)",
    "CREATE INDEX notice_given_person ON notice_given (person_id)",
    "CREATE INDEX person_answer_person ON person_answer (person_id, kind)",
    "CREATE INDEX phone_person ON phone (person_id)",
    "CREATE INDEX referral_access ON referral (access_id)",
    "CREATE INDEX referral_code ON referral (code)",
    "CREATE INDEX referral_newest ON referral (on_date, id, state) WHERE voided IS 0",
    "CREATE INDEX referral_open ON referral (answer_by, on_date, id) WHERE returned_on IS NULL AND voided IS 0",
    "CREATE INDEX referral_person ON referral (person_id)",
    "CREATE INDEX relative_other ON relative (other_id)",
    "CREATE INDEX relative_person ON relative (person_id)",
    "CREATE INDEX retention_review_person ON retention_review (person_id)",
    "CREATE INDEX sealed_person ON sealed (person_id)",
    "CREATE INDEX sealed_subject ON sealed (subject_id, subject_table)",
    "CREATE INDEX sealed_key_of ON sealed_key (sealed_id)",
    "CREATE INDEX sealed_key_reader ON sealed_key (reader, sealed_id)",
)


def upgrade() -> None:
    """Add what version 0002 holds; the records that are there stay as they are."""
    for statement in (*_COLUMNS, *_TABLES, *_INDEXES):
        op.execute(statement)
