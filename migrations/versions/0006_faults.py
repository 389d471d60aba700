"""Continuing education begins, like supervision, at an opening day with what was carried; too long notes are found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the two columns, and an index of the few notes of a day and more."""
    op.add_column("enrolment", sa.Column("opening_ce_minutes", sa.Integer(), nullable=True))
    op.add_column("enrolment", sa.Column("ce_opened_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_encounter_long", "encounter", ["id"], unique=False, sqlite_where=sa.text("stops - starts >= 1440")
    )
