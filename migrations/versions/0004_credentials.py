"""Credentials, continuing education and proof; planned supervision, agendas, closed months, terms; amended packs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "certificate",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name=op.f("ck_certificate_days")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_certificate_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index(op.f("ix_certificate_staff_id"), "certificate", ["staff_id"], unique=False)
    op.create_table(
        "experience",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("supervised_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('peer', 'mental_illness')", name=op.f("ck_experience_kind")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_experience_minutes")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_experience_days")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_experience_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
    )
    op.create_index(op.f("ix_experience_staff_id"), "experience", ["staff_id"], unique=False)
    op.create_table(
        "mentoring",
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("mentor_name", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_mentoring_days")),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["staff.id"], name=op.f("fk_mentoring_mentee_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["staff.id"], name=op.f("fk_mentoring_mentor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring")),
    )
    op.create_index(op.f("ix_mentoring_mentee_id"), "mentoring", ["mentee_id"], unique=False)
    op.create_index(op.f("ix_mentoring_mentor_id"), "mentoring", ["mentor_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("ck_milestone_amount_cents")
        ),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_milestone_minutes")),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10000", name=op.f("ck_milestone_score")),
        sa.CheckConstraint("until IS NULL OR until >= date", name=op.f("ck_milestone_days")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_milestone_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(
        "ix_milestone_staff_id_kind_date", "milestone", ["staff_id", "kind", "date"], unique=False
    )
    op.create_table(
        "agreement_terms",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("duties", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("duration", sa.String(), nullable=False),
        sa.Column("privacy", sa.String(), nullable=False),
        sa.Column("no_kinship_confirmed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_terms_agreement_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_terms")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_agreement_terms_agreement_id")),
    )
    op.create_table(
        "continuing_education",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ethics_minutes", sa.Integer(), nullable=False),
        sa.Column("suicide_prevention_minutes", sa.Integer(), nullable=False),
        sa.Column("preparation_minutes", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ethics_minutes BETWEEN 0 AND minutes", name=op.f("ck_continuing_education_ethics_minutes")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_continuing_education_minutes")),
        sa.CheckConstraint(
            "preparation_minutes BETWEEN 0 AND minutes",
            name=op.f("ck_continuing_education_preparation_minutes"),
        ),
        sa.CheckConstraint(
            "suicide_prevention_minutes BETWEEN 0 AND minutes",
            name=op.f("ck_continuing_education_suicide_prevention_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_continuing_education_certificate_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_continuing_education_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuing_education")),
    )
    op.create_index(
        op.f("ix_continuing_education_certificate_id"),
        "continuing_education",
        ["certificate_id"],
        unique=False,
    )
    op.create_index(
        "ix_continuing_education_staff_id_date", "continuing_education", ["staff_id", "date"], unique=False
    )
    op.create_table(
        "fit_answer",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no', 'not_asked')", name=op.f("ck_fit_answer_answer")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_fit_answer_agreement_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_answer")),
        sa.UniqueConstraint("agreement_id", "line", name=op.f("uq_fit_answer_agreement_id_line")),
    )
    op.create_table(
        "mentoring_event",
        sa.Column("mentoring_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('meeting', 'fee')", name=op.f("ck_mentoring_event_kind")),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("ck_mentoring_event_amount_cents")
        ),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_mentoring_event_minutes")),
        sa.ForeignKeyConstraint(
            ["mentoring_id"],
            ["mentoring.id"],
            name=op.f("fk_mentoring_event_mentoring_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_event")),
    )
    op.create_index(
        op.f("ix_mentoring_event_mentoring_id"), "mentoring_event", ["mentoring_id"], unique=False
    )
    op.create_table(
        "month_closing",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_month_closing_version")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["user.id"], name=op.f("fk_month_closing_closed_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_month_closing_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_month_closing_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_closing")),
        sa.UniqueConstraint(
            "staff_id",
            "supervisor_id",
            "pack",
            "month",
            "version",
            name=op.f("uq_month_closing_staff_id_supervisor_id_pack_month_version"),
        ),
        info={"frozen": "EXISTS (SELECT 1 FROM closing_signature s WHERE s.closing_id = OLD.id)"},
    )
    op.create_index(op.f("ix_month_closing_month"), "month_closing", ["month"], unique=False)
    op.create_index(op.f("ix_month_closing_supervisor_id"), "month_closing", ["supervisor_id"], unique=False)
    op.create_table(
        "pack_amendment",
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("based_on", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user.id"], name=op.f("fk_pack_amendment_made_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["user.id"], name=op.f("fk_pack_amendment_withdrawn_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_amendment")),
    )
    op.create_index(
        "uq_pack_amendment_pack_in_force_from",
        "pack_amendment",
        ["pack", "in_force_from"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "phase_note",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "phase IN ('', 'engaging', 'connecting', 'supporting')", name=op.f("ck_phase_note_phase")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_phase_note_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_phase_note_session_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_note")),
        sa.UniqueConstraint("session_id", "client_id", name=op.f("uq_phase_note_session_id_client_id")),
    )
    op.create_index(op.f("ix_phase_note_client_id"), "phase_note", ["client_id"], unique=False)
    op.create_table(
        "planned_session",
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("start_fold", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("series", sa.Uuid(), nullable=True),
        sa.Column("every_weeks", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("format IN ('individual', 'group')", name=op.f("ck_planned_session_format")),
        sa.CheckConstraint(
            "manner IN ('in_person', 'video', 'phone')", name=op.f("ck_planned_session_manner")
        ),
        sa.CheckConstraint(
            "every_weeks IS NULL OR every_weeks BETWEEN 1 AND 52", name=op.f("ck_planned_session_every_weeks")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_planned_session_minutes")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["supervision_session.id"],
            name=op.f("fk_planned_session_session_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisor.id"],
            name=op.f("fk_planned_session_supervisor_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_session")),
    )
    op.create_index("ix_planned_session_date_id", "planned_session", ["date", "id"], unique=False)
    op.create_index(op.f("ix_planned_session_series"), "planned_session", ["series"], unique=False)
    op.create_index(op.f("ix_planned_session_session_id"), "planned_session", ["session_id"], unique=False)
    op.create_index(
        op.f("ix_planned_session_supervisor_id"), "planned_session", ["supervisor_id"], unique=False
    )
    op.create_table(
        "agenda_item",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("planned_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_in_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_in_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('topic', 'note', 'follow_up')", name=op.f("ck_agenda_item_kind")),
        sa.ForeignKeyConstraint(
            ["done_in_id"],
            ["supervision_session.id"],
            name=op.f("fk_agenda_item_done_in_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["planned_id"],
            ["planned_session.id"],
            name=op.f("fk_agenda_item_planned_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["user.id"], name=op.f("fk_agenda_item_raised_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["raised_in_id"],
            ["supervision_session.id"],
            name=op.f("fk_agenda_item_raised_in_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_agenda_item_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_done_in_id"), "agenda_item", ["done_in_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_planned_id"), "agenda_item", ["planned_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_raised_in_id"), "agenda_item", ["raised_in_id"], unique=False)
    op.create_index("ix_agenda_item_staff_id_done_on", "agenda_item", ["staff_id", "done_on"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=True),
        sa.Column("education_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("experience_id", sa.Uuid(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("in_audit_file", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "NOT in_audit_file OR kind NOT IN ('background_check', 'diagnosis_evidence')",
            name=op.f("ck_attachment_private"),
        ),
        sa.CheckConstraint(
            "CASE WHEN milestone_id IS NULL THEN 0 ELSE 1 END + CASE WHEN education_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END + CASE WHEN experience_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END <= 1",
            name=op.f("ck_attachment_of_one"),
        ),
        sa.CheckConstraint("length(content) BETWEEN 1 AND 5242880", name=op.f("ck_attachment_size")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["user.id"], name=op.f("fk_attachment_added_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_attachment_agreement_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_attachment_certificate_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["education_id"],
            ["continuing_education.id"],
            name=op.f("fk_attachment_education_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["experience_id"],
            ["experience.id"],
            name=op.f("fk_attachment_experience_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_attachment_milestone_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_attachment_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        info={"unaudited": ("content",)},
    )
    op.create_index(op.f("ix_attachment_agreement_id"), "attachment", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_attachment_certificate_id"), "attachment", ["certificate_id"], unique=False)
    op.create_index(op.f("ix_attachment_education_id"), "attachment", ["education_id"], unique=False)
    op.create_index(op.f("ix_attachment_experience_id"), "attachment", ["experience_id"], unique=False)
    op.create_index(op.f("ix_attachment_milestone_id"), "attachment", ["milestone_id"], unique=False)
    op.create_index(op.f("ix_attachment_staff_id"), "attachment", ["staff_id"], unique=False)
    op.create_table(
        "closing_signature",
        sa.Column("closing_id", sa.Uuid(), nullable=False),
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
        sa.CheckConstraint("role IN ('supervisor', 'supervisee')", name=op.f("ck_closing_signature_role")),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["month_closing.id"],
            name=op.f("fk_closing_signature_closing_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["user_key.id"], name=op.f("fk_closing_signature_key_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_closing_signature_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_signature")),
        sa.UniqueConstraint("closing_id", "role", name=op.f("uq_closing_signature_closing_id_role")),
        info={"append_only": True},
    )
    op.create_table(
        "competency_tag",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=True),
        sa.Column("education_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(milestone_id IS NULL) <> (education_id IS NULL)", name=op.f("ck_competency_tag_what")
        ),
        sa.ForeignKeyConstraint(
            ["education_id"],
            ["continuing_education.id"],
            name=op.f("fk_competency_tag_education_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_competency_tag_milestone_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_tag")),
        sa.UniqueConstraint("education_id", "item", name=op.f("uq_competency_tag_education_id_item")),
        sa.UniqueConstraint("milestone_id", "item", name=op.f("uq_competency_tag_milestone_id_item")),
    )
    op.create_table(
        "planned_attendance",
        sa.Column("planned_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_id"],
            ["planned_session.id"],
            name=op.f("fk_planned_attendance_planned_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_planned_attendance_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_attendance")),
        sa.UniqueConstraint("planned_id", "staff_id", name=op.f("uq_planned_attendance_planned_id_staff_id")),
    )
    op.create_index(op.f("ix_planned_attendance_staff_id"), "planned_attendance", ["staff_id"], unique=False)
