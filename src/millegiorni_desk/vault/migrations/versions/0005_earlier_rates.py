"""What an hour of a mediator cost before it cost what it costs now."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what version 0005 holds; hours until now go on at the rate of now."""
    op.execute("ALTER TABLE mediator ADD COLUMN earlier_rates TEXT DEFAULT '[]' NOT NULL")
