"""Kinds of record: those that can be changed count their versions, so that no change passes over one it has not seen.

Referrals are the first kind that is declared as one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

VERSIONED = ("incident", "program", "funding")


def upgrade() -> None:
    """Give each kind its versions, which begin with the first, and create the table of referrals."""
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
    _referrals()


def _referrals() -> None:
    outcomes = "'', 'connected', 'waiting', 'declined', 'not_available', 'unknown'"
    checks = {
        "direction": "direction IN ('out', 'in')",
        "outcome": f"outcome IN ({outcomes})",
        "contacted_on": "contacted_on IS NULL OR contacted_on >= date",
        "closed_on": "closed_on IS NULL OR (closed_on >= date AND outcome <> '')",
    }
    op.create_table(
        "referral",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "client_id", "staff_id")),
        sa.Column("date", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("zone", "direction", "to", "need", "outcome")),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("contacted_on", "follow_up_on", "closed_on")),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        *(sa.CheckConstraint(said, name=op.f(f"ck_referral_{name}")) for name, said in checks.items()),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_referral_client_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_referral_staff_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_client_id_date", "referral", ["client_id", "date"], unique=False)
    op.create_index("ix_referral_date", "referral", ["date"], unique=False)
    op.create_index(op.f("ix_referral_staff_id"), "referral", ["staff_id"], unique=False)
