"""Continuing education begins, like supervision, at an opening day with what was carried."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the two columns."""
    op.add_column("enrolment", sa.Column("opening_ce_minutes", sa.Integer(), nullable=True))
    op.add_column("enrolment", sa.Column("ce_opened_on", sa.Date(), nullable=True))
