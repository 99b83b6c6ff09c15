"""Codes by which a coordination that sees no names finds who is in two houses, and the houses' key for them."""

from alembic import op

revision = "0008"
down_revision = "0007"

_STATEMENTS = (
    "CREATE TABLE linkage_key ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, words VARCHAR "
    "NOT NULL, mark VARCHAR NOT NULL, entered_at VARCHAR NOT NULL, entered_by VARCHAR NOT NULL, PRIMARY KEY (id) )",
    "CREATE TABLE person_encoding ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id "
    "VARCHAR NOT NULL, mark VARCHAR NOT NULL, surname VARCHAR NOT NULL, given VARCHAR NOT NULL, codice_fiscale VARCHAR "
    "NOT NULL, phone VARCHAR NOT NULL, PRIMARY KEY (id) )",
    "CREATE INDEX person_encoding_person ON person_encoding (person_id)",
)


def upgrade() -> None:
    """Add what version 0008 holds; the records that are there stay as they are."""
    for statement in _STATEMENTS:
        op.execute(statement)
