"""Programs, clients and intake, encounters, hiring."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "client",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("name_used", sa.String(), nullable=False),
        sa.Column("pronouns", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("identity_verified_by", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("zip_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("tribal_affiliation", sa.String(), nullable=False),
        sa.Column("race", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("veteran", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("emergency_contact", sa.String(), nullable=False),
        sa.Column("referral_source", sa.String(), nullable=False),
        sa.Column("eligibility", sa.String(), nullable=False),
        sa.Column("eligibility_attested_by", sa.String(), nullable=False),
        sa.Column("eligibility_attested_on", sa.Date(), nullable=True),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("known_staff", sa.String(), nullable=False),
        sa.Column("relative_gives_care", sa.String(), nullable=False),
        sa.Column("safe_to_mail", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["client.id"], name=op.f("fk_client_merged_into_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("code", name=op.f("uq_client_code")),
    )
    op.create_index("ix_client_first_name_id", "client", ["first_name", "id"], unique=False)
    op.create_index("ix_client_last_name_id", "client", ["last_name", "id"], unique=False)
    op.create_index(op.f("ix_client_merged_into_id"), "client", ["merged_into_id"], unique=False)
    op.create_table(
        "funding",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
        sa.UniqueConstraint("name", name=op.f("uq_funding_name")),
    )
    op.create_table(
        "position",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("needs_vehicle", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("name", name=op.f("uq_position_name")),
    )
    op.create_table(
        "program",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("part_two", sa.Boolean(), nullable=False),
        sa.Column("client_word", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("name", name=op.f("uq_program_name")),
    )
    op.create_table(
        "applicant",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_applicant_position_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
        sa.UniqueConstraint("code", name=op.f("uq_applicant_code")),
    )
    op.create_index(op.f("ix_applicant_name"), "applicant", ["name"], unique=False)
    op.create_index(op.f("ix_applicant_position_id"), "applicant", ["position_id"], unique=False)
    op.create_table(
        "client_assignment",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_client_assignment_days")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_assignment_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_client_assignment_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_assignment")),
    )
    op.create_index(op.f("ix_client_assignment_client_id"), "client_assignment", ["client_id"], unique=False)
    op.create_index(op.f("ix_client_assignment_staff_id"), "client_assignment", ["staff_id"], unique=False)
    op.create_table(
        "client_name",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_name_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_name")),
    )
    op.create_index(op.f("ix_client_name_client_id"), "client_name", ["client_id"], unique=False)
    op.create_table(
        "client_phone",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("voicemail", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("say", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_phone_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_phone")),
    )
    op.create_index(op.f("ix_client_phone_client_id"), "client_phone", ["client_id"], unique=False)
    op.create_table(
        "encounter",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("start_fold", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=5), nullable=False),
        sa.Column("stop_fold", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("service_type", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("funding_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("amends_id", sa.Uuid(), nullable=True),
        sa.Column("amendment_reason", sa.String(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("stops > starts AND stops - starts <= 1560", name=op.f("ck_encounter_length")),
        sa.ForeignKeyConstraint(
            ["amends_id"], ["encounter.id"], name=op.f("fk_encounter_amends_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["funding.id"], name=op.f("fk_encounter_funding_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_encounter_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter")),
    )
    op.create_index(op.f("ix_encounter_amends_id"), "encounter", ["amends_id"], unique=False)
    op.create_index("ix_encounter_date_id", "encounter", ["date", "id"], unique=False)
    op.create_index(op.f("ix_encounter_funding_id"), "encounter", ["funding_id"], unique=False)
    op.create_index("ix_encounter_staff_id_date", "encounter", ["staff_id", "date"], unique=False)
    op.create_index("ix_encounter_starts_id", "encounter", ["starts", "id"], unique=False)
    op.create_table(
        "episode",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("funding_id", sa.Uuid(), nullable=True),
        sa.Column("admitted_on", sa.Date(), nullable=False),
        sa.Column("discharged_on", sa.Date(), nullable=True),
        sa.Column("discharge_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "discharged_on IS NULL OR discharged_on >= admitted_on", name=op.f("ck_episode_days")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_episode_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["funding.id"], name=op.f("fk_episode_funding_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_episode_program_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
    )
    op.create_index("ix_episode_admitted_on", "episode", ["admitted_on"], unique=False)
    op.create_index("ix_episode_client_id_admitted_on", "episode", ["client_id", "admitted_on"], unique=False)
    op.create_index(op.f("ix_episode_funding_id"), "episode", ["funding_id"], unique=False)
    op.create_index(op.f("ix_episode_program_id"), "episode", ["program_id"], unique=False)
    op.create_table(
        "encounter_attendance",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("private_line", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_encounter_attendance_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounter.id"],
            name=op.f("fk_encounter_attendance_encounter_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter_attendance")),
        sa.UniqueConstraint(
            "encounter_id", "client_id", name=op.f("uq_encounter_attendance_encounter_id_client_id")
        ),
    )
    op.create_index(
        op.f("ix_encounter_attendance_client_id"), "encounter_attendance", ["client_id"], unique=False
    )
    op.create_table(
        "encounter_review",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ready', 'needs_revision', 'seen')", name=op.f("ck_encounter_review_state")
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounter.id"],
            name=op.f("fk_encounter_review_encounter_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_encounter_review_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter_review")),
    )
    op.create_index(
        op.f("ix_encounter_review_encounter_id"), "encounter_review", ["encounter_id"], unique=False
    )
    op.create_table(
        "interview",
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("panelist", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("positives", sa.String(), nullable=False),
        sa.Column("concerns", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["applicant.id"], name=op.f("fk_interview_applicant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("applicant_id", "panelist", name=op.f("uq_interview_applicant_id_panelist")),
    )
    op.create_table(
        "encounter_signature",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("audit_count", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("role IN ('writer', 'supervisor')", name=op.f("ck_encounter_signature_role")),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounter.id"],
            name=op.f("fk_encounter_signature_encounter_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["user_key.id"], name=op.f("fk_encounter_signature_key_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_encounter_signature_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter_signature")),
        sa.UniqueConstraint(
            "encounter_id", "user_id", name=op.f("uq_encounter_signature_encounter_id_user_id")
        ),
    )
    op.create_index(
        op.f("ix_encounter_signature_encounter_id"), "encounter_signature", ["encounter_id"], unique=False
    )
    op.create_index(
        "uq_encounter_signature_encounter_id_writer",
        "encounter_signature",
        ["encounter_id"],
        unique=True,
        sqlite_where=sa.text("role = 'writer'"),
        postgresql_where=sa.text("role = 'writer'"),
    )
    op.create_table(
        "score",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("gate", sa.Boolean(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name=op.f("ck_score_score")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_score_interview_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("interview_id", "question", name=op.f("uq_score_interview_id_question")),
    )
