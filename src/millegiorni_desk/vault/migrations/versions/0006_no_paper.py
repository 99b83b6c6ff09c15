"""Whether she takes nothing on paper home, asked by itself."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what version 0006 holds; whoever said so in words alone is still given none."""
    op.execute("ALTER TABLE person ADD COLUMN no_paper BOOLEAN DEFAULT '0' NOT NULL")
