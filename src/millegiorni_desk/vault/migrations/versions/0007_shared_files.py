"""Which other house may read a person's file, as she agreed, and until when."""

from alembic import op

revision = "0007"
down_revision = "0006"

_TABLE = (
    "CREATE TABLE file_share ( id VARCHAR NOT NULL, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, person_id VARCHAR "
    "NOT NULL, to_house VARCHAR NOT NULL, consent_on DATE NOT NULL, notice_version INTEGER NOT NULL, language VARCHAR "
    "NOT NULL, since DATE NOT NULL, until DATE, shared_by VARCHAR NOT NULL, ended_on DATE, ended_by VARCHAR NOT NULL, "
    "end_reason VARCHAR NOT NULL, PRIMARY KEY (id) )"
)
_INDEX = "CREATE INDEX file_share_person ON file_share (person_id)"


def upgrade() -> None:
    """Add what version 0007 holds; the records that are there stay as they are."""
    op.execute(_TABLE)
    op.execute(_INDEX)
