"""The first schema: a new vault is created at the newest version, so there is nothing to do here."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: ``vault.schema`` creates this version."""
