"""Meetings, training, coordination, outreach, questions of the network's own, reports as sent, decisions undone."""

from alembic import op

revision = "0009"
down_revision = "0008"

_STATEMENTS = (
    "ALTER TABLE term ADD COLUMN rank INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE person_decision ADD COLUMN seen VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE person_decision ADD COLUMN undoes VARCHAR DEFAULT '' NOT NULL",
    "CREATE INDEX person_decision_undoes ON person_decision (undoes) WHERE undoes <> ''",
    (
        "CREATE TABLE meeting ( id VARCHAR NOT NULL, house_code VARCHAR NOT NULL, title VARCHAR NOT NULL, theme "
        "VARCHAR NOT NULL, on_date DATE NOT NULL, starts VARCHAR NOT NULL, ends VARCHAR NOT NULL, place VARCHAR "
        "NOT NULL, partners TEXT NOT NULL, experts VARCHAR NOT NULL, free BOOLEAN NOT NULL, for_whom VARCHAR NOT "
        "NULL, booking VARCHAR NOT NULL, description VARCHAR NOT NULL, languages TEXT NOT NULL, second_language "
        "VARCHAR NOT NULL, second_title VARCHAR NOT NULL, second_description VARCHAR NOT NULL, expected INTEGER, "
        "adults INTEGER, minors INTEGER, estimated BOOLEAN NOT NULL, state VARCHAR NOT NULL, moved_from DATE, "
        "reason VARCHAR NOT NULL, series VARCHAR NOT NULL, rule VARCHAR NOT NULL, uid VARCHAR NOT NULL, notes "
        "VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX meeting_day ON meeting (on_date, starts, id, voided)",
    "CREATE INDEX meeting_house ON meeting (house_code, on_date)",
    "CREATE INDEX meeting_series ON meeting (series, on_date) WHERE series <> ''",
    "CREATE INDEX meeting_uid ON meeting (uid) WHERE uid <> ''",
    (
        "CREATE TABLE meeting_attendance ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "meeting_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, on_date DATE NOT NULL, consent_on DATE NOT "
        "NULL, added_by VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX meeting_attendance_meeting ON meeting_attendance (meeting_id)",
    "CREATE INDEX meeting_attendance_person ON meeting_attendance (person_id, on_date)",
    (
        "CREATE TABLE staff_member ( id VARCHAR NOT NULL, name VARCHAR NOT NULL, house_code VARCHAR NOT NULL, "
        "body VARCHAR NOT NULL, role VARCHAR NOT NULL, user_name VARCHAR NOT NULL, email VARCHAR NOT NULL, active"
        " BOOLEAN NOT NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE training ( id VARCHAR NOT NULL, on_date DATE NOT NULL, starts VARCHAR NOT NULL, minutes "
        "INTEGER, kind VARCHAR NOT NULL, title VARCHAR NOT NULL, topic VARCHAR NOT NULL, teachers VARCHAR NOT "
        "NULL, partners TEXT NOT NULL, house_code VARCHAR NOT NULL, place VARCHAR NOT NULL, state VARCHAR NOT "
        "NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX training_day ON training (on_date, id, voided)",
    (
        "CREATE TABLE training_presence ( id VARCHAR NOT NULL, training_id VARCHAR NOT NULL, staff_id VARCHAR NOT"
        " NULL, minutes INTEGER, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX training_presence_staff ON training_presence (staff_id)",
    "CREATE INDEX training_presence_training ON training_presence (training_id)",
    (
        "CREATE TABLE agreement ( id VARCHAR NOT NULL, title VARCHAR NOT NULL, kind VARCHAR NOT NULL, partner_id "
        "VARCHAR, since DATE, until DATE, contact VARCHAR NOT NULL, phone VARCHAR NOT NULL, email VARCHAR NOT "
        "NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE deadline ( id VARCHAR NOT NULL, title VARCHAR NOT NULL, due_on DATE NOT NULL, remind_days "
        "INTEGER NOT NULL, house_code VARCHAR NOT NULL, fund_id VARCHAR NOT NULL, responsible VARCHAR NOT NULL, "
        "done_on DATE, done_by VARCHAR NOT NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY "
        "(id) )"
    ),
    "CREATE INDEX deadline_open ON deadline (due_on, id) WHERE done_on IS NULL AND voided IS 0",
    (
        "CREATE TABLE project_decision ( id VARCHAR NOT NULL, on_date DATE NOT NULL, title VARCHAR NOT NULL, "
        "words VARCHAR NOT NULL, present TEXT NOT NULL, responsible VARCHAR NOT NULL, due_on DATE, done_on DATE, "
        "author VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX project_decision_day ON project_decision (on_date, id, voided)",
    (
        "CREATE TABLE supervision_note ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "on_date DATE NOT NULL, title VARCHAR NOT NULL, words VARCHAR NOT NULL, indicator VARCHAR NOT NULL, "
        "author VARCHAR NOT NULL, answer VARCHAR NOT NULL, answered_by VARCHAR NOT NULL, done_on DATE, PRIMARY "
        "KEY (id) )"
    ),
    "CREATE INDEX supervision_note_day ON supervision_note (on_date, id)",
    (
        "CREATE TABLE target ( id VARCHAR NOT NULL, indicator VARCHAR NOT NULL, category VARCHAR NOT NULL, "
        "house_code VARCHAR NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL, value INTEGER NOT NULL, "
        "fund_id VARCHAR NOT NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE opening_hours ( id VARCHAR NOT NULL, house_code VARCHAR NOT NULL, weekday INTEGER NOT NULL,"
        " opens VARCHAR NOT NULL, closes VARCHAR NOT NULL, what VARCHAR NOT NULL, from_day DATE, to_day DATE, "
        "voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE closure ( id VARCHAR NOT NULL, house_code VARCHAR NOT NULL, from_day DATE NOT NULL, to_day "
        "DATE NOT NULL, reason VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE material ( id VARCHAR NOT NULL, kind VARCHAR NOT NULL, title VARCHAR NOT NULL, on_date DATE"
        " NOT NULL, copies INTEGER NOT NULL, languages TEXT NOT NULL, house_code VARCHAR NOT NULL, funders TEXT "
        "NOT NULL, cost_cents INTEGER, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX material_day ON material (on_date, id, voided)",
    (
        "CREATE TABLE material_delivery ( id VARCHAR NOT NULL, material_id VARCHAR NOT NULL, on_date DATE NOT "
        "NULL, copies INTEGER NOT NULL, house_code VARCHAR NOT NULL, place VARCHAR NOT NULL, voided BOOLEAN NOT "
        "NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX material_delivery_of ON material_delivery (material_id)",
    (
        "CREATE TABLE post ( id VARCHAR NOT NULL, on_date DATE NOT NULL, channel VARCHAR NOT NULL, title VARCHAR "
        "NOT NULL, link VARCHAR NOT NULL, reach INTEGER, house_code VARCHAR NOT NULL, meeting_id VARCHAR, funders"
        " TEXT NOT NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX post_day ON post (on_date, id, voided)",
    (
        "CREATE TABLE conference ( id VARCHAR NOT NULL, on_date DATE NOT NULL, title VARCHAR NOT NULL, organiser "
        "VARCHAR NOT NULL, place VARCHAR NOT NULL, role VARCHAR NOT NULL, speaker VARCHAR NOT NULL, reach "
        "INTEGER, link VARCHAR NOT NULL, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE evidence ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, about "
        "VARCHAR NOT NULL, funder_id VARCHAR NOT NULL, name VARCHAR NOT NULL, media_type VARCHAR NOT NULL, size "
        "INTEGER NOT NULL, sha256 VARCHAR NOT NULL, added_on DATE NOT NULL, added_by VARCHAR NOT NULL, notes "
        "VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX evidence_about ON evidence (about)",
    (
        "CREATE TABLE evidence_part ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "evidence_id VARCHAR NOT NULL, n INTEGER NOT NULL, data VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX evidence_part_of ON evidence_part (evidence_id, n)",
    (
        "CREATE TABLE question ( id VARCHAR NOT NULL, code VARCHAR NOT NULL, about VARCHAR NOT NULL, kind VARCHAR"
        " NOT NULL, label VARCHAR NOT NULL, help VARCHAR NOT NULL, rank INTEGER NOT NULL, active_from DATE, "
        "active_to DATE, PRIMARY KEY (id) )"
    ),
    (
        "CREATE TABLE question_answer ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, "
        "question VARCHAR NOT NULL, subject_table VARCHAR NOT NULL, subject_id VARCHAR NOT NULL, person_id "
        "VARCHAR, choices TEXT NOT NULL, number FLOAT, day DATE, words VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX question_answer_person ON question_answer (person_id)",
    "CREATE INDEX question_answer_question ON question_answer (question, subject_table)",
    "CREATE INDEX question_answer_subject ON question_answer (subject_id)",
    (
        "CREATE TABLE sent_report ( id VARCHAR NOT NULL, period_from DATE NOT NULL, period_to DATE NOT NULL, "
        "house VARCHAR NOT NULL, child_months INTEGER NOT NULL, published BOOLEAN NOT NULL, made_at VARCHAR NOT "
        "NULL, made_by VARCHAR NOT NULL, sent_to VARCHAR NOT NULL, content VARCHAR NOT NULL, digest VARCHAR NOT "
        "NULL, signer VARCHAR NOT NULL, signature VARCHAR NOT NULL, note VARCHAR NOT NULL, PRIMARY KEY (id) )"
    ),
    "CREATE INDEX sent_report_period ON sent_report (period_to, made_at)",
    (
        "CREATE TABLE partner ( id VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, contact "
        "VARCHAR NOT NULL, phone VARCHAR NOT NULL, email VARCHAR NOT NULL, website VARCHAR NOT NULL, address "
        "VARCHAR NOT NULL, since DATE, until DATE, notes VARCHAR NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY "
        "(id) )"
    ),
    (
        "CREATE TABLE logo ( id VARCHAR NOT NULL, name VARCHAR NOT NULL, funder_id VARCHAR NOT NULL, media_type "
        "VARCHAR NOT NULL, content VARCHAR NOT NULL, rank INTEGER NOT NULL, voided BOOLEAN NOT NULL, PRIMARY KEY "
        "(id) )"
    ),
)


def upgrade() -> None:
    """Add what version 0009 holds; the records that are there stay as they are."""
    for statement in _STATEMENTS:
        op.execute(statement)
