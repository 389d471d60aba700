"""The first schema: agency, users, audit, staff, hours, supervision."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "agency",
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=False),
        sa.Column("recovery_checked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "audit_row",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_row")),
    )
    op.create_index("ix_audit_row_record", "audit_row", ["record"], unique=False)
    op.create_table(
        "imported_file",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
    )
    op.create_index(op.f("ix_imported_file_digest"), "imported_file", ["digest"], unique=False)
    op.create_table(
        "scan",
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_table(
        "staff",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
    )
    op.create_index("ix_staff_name_id", "staff", ["name", "id"], unique=False)
    op.create_index("ix_staff_title_id", "staff", ["title", "id"], unique=False)
    op.create_table(
        "supervisor",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor")),
        sa.UniqueConstraint("code", name=op.f("uq_supervisor_code")),
    )
    op.create_index("ix_supervisor_name_id", "supervisor", ["name", "id"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("not_therapist_confirmed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= signed_on", name=op.f("ck_agreement_days")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_agreement_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisor.id"], name=op.f("fk_agreement_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_signed_on"), "agreement", ["signed_on"], unique=False)
    op.create_index(op.f("ix_agreement_staff_id"), "agreement", ["staff_id"], unique=False)
    op.create_index(op.f("ix_agreement_supervisor_id"), "agreement", ["supervisor_id"], unique=False)
    op.create_table(
        "audit_value",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit_row.seq"], name=op.f("fk_audit_value_seq"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("seq", "part", name=op.f("pk_audit_value")),
    )
    op.create_table(
        "enrolment",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("certification_number", sa.String(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("certification_expires_on", sa.Date(), nullable=True),
        sa.Column("opening_owed_minutes", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_enrolment_days")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_enrolment_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("staff_id", "pack", name=op.f("uq_enrolment_staff_id_pack")),
    )
    op.create_table(
        "hours",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_hours_minutes")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_hours_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
    )
    op.create_index("ix_hours_date_id", "hours", ["date", "id"], unique=False)
    op.create_index(
        "ix_hours_staff_id_date_pack_minutes", "hours", ["staff_id", "date", "pack", "minutes"], unique=False
    )
    op.create_table(
        "license",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("license_type", sa.String(), nullable=False),
        sa.Column("license_number", sa.String(), nullable=False),
        sa.Column("licensed_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("license_expires_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "license_expires_on IS NULL OR license_expires_on >= from_on", name=op.f("ck_license_days")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisor.id"], name=op.f("fk_license_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_license")),
    )
    op.create_index(op.f("ix_license_license_number"), "license", ["license_number"], unique=False)
    op.create_index(op.f("ix_license_supervisor_id"), "license", ["supervisor_id"], unique=False)
    op.create_table(
        "paper_document",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_paper_document_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_paper_document_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_document")),
        sa.UniqueConstraint("number", name=op.f("uq_paper_document_number")),
    )
    op.create_index(op.f("ix_paper_document_staff_id"), "paper_document", ["staff_id"], unique=False)
    op.create_table(
        "staff_name",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_name_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_name")),
    )
    op.create_index(op.f("ix_staff_name_staff_id"), "staff_name", ["staff_id"], unique=False)
    op.create_table(
        "supervision_education",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_supervision_education_minutes")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_supervision_education_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_education")),
    )
    op.create_index(
        op.f("ix_supervision_education_supervisor_id"),
        "supervision_education",
        ["supervisor_id"],
        unique=False,
    )
    op.create_table(
        "supervision_session",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("start_fold", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=5), nullable=False),
        sa.Column("stop_fold", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=True),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("reviewed_assessments", sa.Boolean(), nullable=False),
        sa.Column("reviewed_interventions", sa.Boolean(), nullable=False),
        sa.Column("amends_id", sa.Uuid(), nullable=True),
        sa.Column("amendment_reason", sa.String(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("format IN ('individual', 'group')", name=op.f("ck_supervision_session_format")),
        sa.CheckConstraint(
            "manner IN ('in_person', 'video', 'phone')", name=op.f("ck_supervision_session_manner")
        ),
        sa.CheckConstraint(
            "stops > starts AND stops - starts <= 1560", name=op.f("ck_supervision_session_length")
        ),
        sa.ForeignKeyConstraint(
            ["amends_id"],
            ["supervision_session.id"],
            name=op.f("fk_supervision_session_amends_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_supervision_session_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_session")),
    )
    op.create_index(
        op.f("ix_supervision_session_amends_id"), "supervision_session", ["amends_id"], unique=False
    )
    op.create_index("ix_supervision_session_date", "supervision_session", ["date"], unique=False)
    op.create_index("ix_supervision_session_starts_id", "supervision_session", ["starts", "id"], unique=False)
    op.create_index(
        op.f("ix_supervision_session_supervisor_id"), "supervision_session", ["supervisor_id"], unique=False
    )
    op.create_table(
        "supervisor_name",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_supervisor_name_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_name")),
    )
    op.create_index(
        op.f("ix_supervisor_name_supervisor_id"), "supervisor_name", ["supervisor_id"], unique=False
    )
    op.create_table(
        "user",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_user_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisor.id"], name=op.f("fk_user_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
    op.create_index(op.f("ix_user_staff_id"), "user", ["staff_id"], unique=False)
    op.create_index(op.f("ix_user_supervisor_id"), "user", ["supervisor_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_draft_author_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("author_id", "form", "record", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_author_id_saved_at", "draft", ["author_id", "saved_at"], unique=False)
    op.create_table(
        "paper_document_session",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["paper_document.id"],
            name=op.f("fk_paper_document_session_document_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_paper_document_session_session_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_document_session")),
        sa.UniqueConstraint(
            "document_id", "session_id", name=op.f("uq_paper_document_session_document_id_session_id")
        ),
    )
    op.create_index(
        op.f("ix_paper_document_session_session_id"), "paper_document_session", ["session_id"], unique=False
    )
    op.create_table(
        "paper_signature",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("attested_by", sa.Uuid(), nullable=False),
        sa.Column("attested_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attested_by"], ["user.id"], name=op.f("fk_paper_signature_attested_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["paper_document.id"],
            name=op.f("fk_paper_signature_document_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scan.id"], name=op.f("fk_paper_signature_scan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_paper_signature_session_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_signature")),
        sa.UniqueConstraint("session_id", name=op.f("uq_paper_signature_session_id")),
    )
    op.create_index(
        "ix_paper_signature_document_id",
        "paper_signature",
        ["document_id"],
        unique=False,
        sqlite_where=sa.text("document_id IS NOT NULL"),
    )
    op.create_table(
        "session_attendance",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_session_attendance_session_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_session_attendance_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_attendance")),
        sa.UniqueConstraint("session_id", "staff_id", name=op.f("uq_session_attendance_session_id_staff_id")),
    )
    op.create_index(op.f("ix_session_attendance_staff_id"), "session_attendance", ["staff_id"], unique=False)
    op.create_table(
        "user_key",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("exchange_public", sa.LargeBinary(), nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("to_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_key_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_key")),
    )
    op.create_index(op.f("ix_user_key_user_id"), "user_key", ["user_id"], unique=False)
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IN ('manager', 'supervisor', 'peer_supporter', 'auditor')", name=op.f("ck_user_role_role")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_role_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_user_role_user_id_role")),
    )
    op.create_table(
        "signature",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("audit_count", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role IN ('supervisor', 'supervisee')", name=op.f("ck_signature_role")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["user_key.id"], name=op.f("fk_signature_key_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_signature_session_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_signature_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_signature_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "session_id", "role", "staff_id", name=op.f("uq_signature_session_id_role_staff_id")
        ),
    )
    op.create_index(
        "ix_signature_session_id_role_signed_on", "signature", ["session_id", "role", "signed_on"], unique=False
    )
    op.create_index(op.f("ix_signature_staff_id"), "signature", ["staff_id"], unique=False)
    op.create_index(
        "uq_signature_session_id_supervisor",
        "signature",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("role = 'supervisor'"),
        postgresql_where=sa.text("role = 'supervisor'"),
    )
