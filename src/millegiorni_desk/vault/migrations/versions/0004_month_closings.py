"""The signed minutes of months that were closed, kept in the vault that made them."""

from alembic import op

revision = "0004"
down_revision = "0003"

_TABLE = (
    "CREATE TABLE month_closing ( id VARCHAR NOT NULL, month VARCHAR NOT NULL, number INTEGER NOT NULL, made_at "
    "VARCHAR NOT NULL, made_by VARCHAR NOT NULL, content VARCHAR NOT NULL, digest VARCHAR NOT NULL, signer VARCHAR "
    "NOT NULL, signature VARCHAR NOT NULL, reopened_at VARCHAR NOT NULL, reopened_by VARCHAR NOT NULL, reason "
    "VARCHAR NOT NULL, PRIMARY KEY (id) )"
)
_INDEX = "CREATE INDEX month_closing_month ON month_closing (month, number)"


def upgrade() -> None:
    """Add what version 0004 holds; the records that are there stay as they are."""
    op.execute(_TABLE)
    op.execute(_INDEX)
