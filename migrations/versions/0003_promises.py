"""The agency's own limits and questions; grants, openings, disclosures; legal holds and destructions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "own_question",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("listen_for", sa.String(), nullable=False),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('scored', 'yes_no', 'note')", name=op.f("ck_own_question_kind")),
        sa.CheckConstraint("part IN ('general', 'recovery')", name=op.f("ck_own_question_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_question")),
        sa.UniqueConstraint("code", name=op.f("uq_own_question_code")),
    )
    op.create_table(
        "policy",
        sa.Column("note_hours", sa.Integer(), nullable=False),
        sa.Column("keep_years", sa.Integer(), nullable=False),
        sa.Column("lock_minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("keep_years BETWEEN 7 AND 100", name=op.f("ck_policy_keep_years")),
        sa.CheckConstraint("lock_minutes BETWEEN 1 AND 15", name=op.f("ck_policy_lock_minutes")),
        sa.CheckConstraint("note_hours BETWEEN 1 AND 720", name=op.f("ck_policy_note_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_table(
        "client_grant",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_client_grant_days")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_grant_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["user.id"], name=op.f("fk_client_grant_granted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["user.id"], name=op.f("fk_client_grant_revoked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_client_grant_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_grant")),
    )
    op.create_index(op.f("ix_client_grant_client_id"), "client_grant", ["client_id"], unique=False)
    op.create_index(op.f("ix_client_grant_user_id"), "client_grant", ["user_id"], unique=False)
    op.create_table(
        "destruction",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_code", sa.String(), nullable=False),
        sa.Column("last_service_on", sa.Date(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("waits_until", sa.Date(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("backups", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("subject_kind IN ('client', 'staff')", name=op.f("ck_destruction_subject_kind")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user.id"], name=op.f("fk_destruction_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["user.id"], name=op.f("fk_destruction_confirmed_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_number")),
    )
    op.create_index(op.f("ix_destruction_subject_id"), "destruction", ["subject_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('own_use', 'payment_or_law', 'client_request', 'named_recipient')",
            name=op.f("ck_disclosure_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_disclosure_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_made_at"), "disclosure", ["made_at"], unique=False)
    op.create_index(op.f("ix_disclosure_user_id"), "disclosure", ["user_id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(client_id IS NULL) <> (staff_id IS NULL)", name=op.f("ck_legal_hold_whose")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_legal_hold_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["user.id"], name=op.f("fk_legal_hold_lifted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"], ["user.id"], name=op.f("fk_legal_hold_placed_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_legal_hold_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_client_id"), "legal_hold", ["client_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_staff_id"), "legal_hold", ["staff_id"], unique=False)
    op.create_table(
        "record_opening",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_record_opening_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_record_opening_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_opening")),
    )
    op.create_index(
        "ix_record_opening_client_id_opened_at", "record_opening", ["client_id", "opened_at"], unique=False
    )
    op.create_index(op.f("ix_record_opening_user_id"), "record_opening", ["user_id"], unique=False)
    op.create_table(
        "audit_destroyed",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_id"],
            ["destruction.id"],
            name=op.f("fk_audit_destroyed_destruction_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit_row.seq"], name=op.f("fk_audit_destroyed_seq"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("seq", "part", name=op.f("pk_audit_destroyed")),
    )
    op.create_index(
        op.f("ix_audit_destroyed_destruction_id"), "audit_destroyed", ["destruction_id"], unique=False
    )
    op.create_table(
        "disclosed_client",
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_disclosed_client_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"],
            ["disclosure.id"],
            name=op.f("fk_disclosed_client_disclosure_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosed_client")),
    )
    op.create_index(
        "ix_disclosed_client_client_id_disclosure_id",
        "disclosed_client",
        ["client_id", "disclosure_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_disclosed_client_disclosure_id"), "disclosed_client", ["disclosure_id"], unique=False
    )
