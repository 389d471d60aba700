"""Incidents: what was noticed, to whom it was reported and told, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "incident",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("time", sa.String(length=5), nullable=True),
        sa.Column("time_fold", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("reported_time", sa.String(length=5), nullable=True),
        sa.Column("reported_time_fold", sa.Integer(), nullable=False),
        sa.Column("reference_number", sa.String(), nullable=False),
        sa.Column("no_report_reason", sa.String(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_time", sa.String(length=5), nullable=True),
        sa.Column("told_time_fold", sa.Integer(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(supervisor_id IS NULL) = (told_on IS NULL)",
            name=op.f("ck_incident_told"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR (closed_on >= told_on AND told_on IS NOT NULL"
            " AND (no_report_reason <> '' OR (reported_on IS NOT NULL AND closed_on >= reported_on)))",
            name=op.f("ck_incident_closed_on"),
        ),
        sa.CheckConstraint(
            "kind IN ('child_abuse', 'adult_abuse', 'harm_to_self', 'harm_to_others', 'other')",
            name=op.f("ck_incident_kind"),
        ),
        sa.CheckConstraint("length(follow_up) <= 400", name=op.f("ck_incident_follow_up")),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 400", name=op.f("ck_incident_what")),
        sa.CheckConstraint(
            "reported_on IS NULL OR no_report_reason = ''", name=op.f("ck_incident_no_report_reason")
        ),
        sa.CheckConstraint(
            "reported_on IS NULL OR reported_on >= date", name=op.f("ck_incident_reported_on")
        ),
        sa.CheckConstraint("told_on IS NULL OR told_on >= date", name=op.f("ck_incident_told_on")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_incident_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_incident_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisor.id"], name=op.f("fk_incident_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_client_id"), "incident", ["client_id"], unique=False)
    op.create_index("ix_incident_staff_id_date", "incident", ["staff_id", "date"], unique=False)
    op.create_index(op.f("ix_incident_supervisor_id"), "incident", ["supervisor_id"], unique=False)
