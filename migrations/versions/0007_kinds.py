"""Kinds of record: those that can be changed count their versions, so that no change passes over one it has not seen."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

VERSIONED = ("incident",)


def upgrade() -> None:
    """Give each kind its versions, which begin with the first."""
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
