"""What was set right: why a row that was typed wrongly says something else now, by whom, and on which day."""

import datetime as dt
import uuid

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import Access, Blank, ByRole, M, NoneOf, OfClient, OfStaff, P, S
from app.models.base import Base, Goes, Record, column, reference
from app.models.words import Named

# What was set right in hiring is for supervisors, of users for managers alone.
HIRING = ("position", "panel_member", "applicant", "interview", "score", "own_question")


class Correction(Record, Base):
    """One correction of a row, named by table and id; what the row said before and says now lies beside its reason.

    `said` is JSON: a list of [field, before, after] as typed. The row belongs to the staff member, supervisor or client
    whose record was set right; one of a user, position or applicant belongs to none of them.
    """

    __tablename__ = "correction"
    named = Named(N_("corrections"), N_("correction"))
    access = Access(
        reads=NoneOf("table", ("user",))
        & (Blank("client_id") | OfClient("client_id"))
        & ByRole(
            auditor=NoneOf("table", HIRING),
            peer_supporter=NoneOf("table", HIRING) & (Blank("staff_id") | OfStaff("staff_id")),
        ),
        writes=(M, S, P),
        own="corrected_by",
    )
    __table_args__ = (Index("ix_correction_table_record", "table", "record"),)

    table: Mapped[str] = column()
    record: Mapped[uuid.UUID] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.WITH, default=None, index=True)
    supervisor_id: Mapped[uuid.UUID | None] = reference("supervisor.id", default=None, index=True)
    client_id: Mapped[uuid.UUID | None] = reference("client.id", goes=Goes.WITH, default=None, index=True)
    said: Mapped[str] = column()
    reason: Mapped[str] = column()
    corrected_at: Mapped[dt.datetime] = column()
    corrected_by: Mapped[uuid.UUID] = reference("user.id")
