"""What the walk of November 2026 asked of the store: papers signed by hand, corrections with a reason, opening CE.

Papers signed by hand are kept as printed, with one recording for each paper and recordings taken back; a sign-off may be
not asked. Courses keep the number of their certificate and who approved them, and begin at an opening day with what was
carried. Positions name their panel. The few notes of a day and more are found by an index. Whom to call is amended and
added to by the agency.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Change the tables of papers, sessions, courses and enrolments; create four: recalls, corrections, panels, contacts."""
    _papers()
    _recalls()
    _education()
    _corrections()
    _panels()
    _contacts()


def _papers() -> None:
    with op.batch_alter_table("supervision_session") as batch:
        batch.alter_column("reviewed_assessments", existing_type=sa.Boolean(), nullable=True)
        batch.alter_column("reviewed_interventions", existing_type=sa.Boolean(), nullable=True)
    with op.batch_alter_table("paper_document") as batch:
        batch.add_column(sa.Column("pack", sa.String(), nullable=True))
        batch.add_column(sa.Column("paper_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_paper_document_paper_id"), "scan", ["paper_id"], ["id"], ondelete="RESTRICT")
    with op.batch_alter_table("paper_signature") as batch:
        batch.add_column(sa.Column("staff_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_paper_signature_staff_id"), "staff", ["staff_id"], ["id"], ondelete="RESTRICT")
        batch.drop_constraint(op.f("uq_paper_signature_session_id"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_paper_signature_session_id_document_id"), ["session_id", "document_id"]
        )
    op.create_index(
        "uq_paper_signature_session_id_alone",
        "paper_signature",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("document_id IS NULL"),
        postgresql_where=sa.text("document_id IS NULL"),
    )


def _recalls() -> None:
    op.create_table(
        "paper_recall",
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("attested_by", sa.Uuid(), nullable=False),
        sa.Column("attested_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recalled_by", sa.Uuid(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attested_by"], ["user.id"], name=op.f("fk_paper_recall_attested_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["paper_document.id"], name=op.f("fk_paper_recall_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recalled_by"], ["user.id"], name=op.f("fk_paper_recall_recalled_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_paper_recall_scan_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["supervision_session.id"], name=op.f("fk_paper_recall_session_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_paper_recall_staff_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_recall")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_paper_recall_signature_id")),
    )
    op.create_index(op.f("ix_paper_recall_session_id"), "paper_recall", ["session_id"], unique=False)


def _education() -> None:
    op.add_column("continuing_education", sa.Column("number", sa.String(), nullable=True))
    op.add_column("continuing_education", sa.Column("approval", sa.String(), nullable=True))
    op.add_column("enrolment", sa.Column("opening_ce_minutes", sa.Integer(), nullable=True))
    op.add_column("enrolment", sa.Column("ce_opened_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_encounter_long", "encounter", ["id"], unique=False, sqlite_where=sa.text("stops - starts >= 1440")
    )


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_correction_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["user.id"], name=op.f("fk_correction_corrected_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_correction_staff_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisor.id"], name=op.f("fk_correction_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_client_id"), "correction", ["client_id"], unique=False)
    op.create_index(op.f("ix_correction_staff_id"), "correction", ["staff_id"], unique=False)
    op.create_index(op.f("ix_correction_supervisor_id"), "correction", ["supervisor_id"], unique=False)
    op.create_index("ix_correction_table_record", "correction", ["table", "record"], unique=False)


def _panels() -> None:
    op.create_table(
        "panel_member",
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_panel_member_position_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("position_id", "name", name=op.f("uq_panel_member_position_id_name")),
    )


def _contacts() -> None:
    texts = (
        "kind", "region", "name", "purpose", "number", "more", "texting", "hours", "web", "address", "source",
    )  # fmt: skip
    op.create_table(
        "agency_contact",
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("amended", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column("based_on", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_as", sa.String(), nullable=False),
        sa.Column("hidden_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["user.id"], name=op.f("fk_agency_contact_checked_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_contact")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_contact_code")),
    )
