"""Who looked at a client's record, and what of it left the store, to whom and on what ground."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import ALL, Access, NamedBy, OfClient, OfUser, Unlinked
from app.models.base import Base, Goes, Record, column, reference
from app.models.words import Heading, Named


class RecordOpening(Record, Base):
    """A user opened a client's record on screen."""

    __tablename__ = "record_opening"
    named = Named(N_("records that were looked at"), heading=Heading.TRACES)
    access = Access(reads=OfClient("client_id") | (Unlinked() & OfUser("user_id")), writes=ALL, own="user_id")
    __table_args__ = (
        Index("ix_record_opening_client_id_opened_at", "client_id", "opened_at"),
        {"info": {"append_only": True}},
    )

    client_id: Mapped[uuid.UUID] = reference("client.id")
    user_id: Mapped[uuid.UUID] = reference("user.id", index=True)
    opened_at: Mapped[dt.datetime] = column()


class Disclosure(Record, Base):
    """One paper or file with clients' names that was made: what, for whom, for which purpose, on what ground.

    `basis` is the consent, law or order relied on, in words; blank for the agency's own use.
    """

    __tablename__ = "disclosure"
    named = Named(N_("papers and files given out"), heading=Heading.TRACES)
    access = Access(
        reads=OfUser("user_id") | NamedBy("disclosed_client", "disclosure_id", OfClient("client_id")),
        writes=ALL,
        own="user_id",
    )
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('own_use', 'payment_or_law', 'client_request', 'named_recipient')", name="purpose"
        ),
        {"info": {"append_only": True}},
    )

    user_id: Mapped[uuid.UUID] = reference("user.id", index=True)
    made_at: Mapped[dt.datetime] = column(index=True)
    what: Mapped[str] = column()
    purpose: Mapped[str] = column()
    recipient: Mapped[str] = column(default="")
    basis: Mapped[str] = column(default="")


class DisclosedClient(Record, Base):
    """A client named in a disclosure."""

    __tablename__ = "disclosed_client"
    named = Named(N_("clients named in what was given out"), heading=Heading.TRACES)
    access = Access(reads=OfClient("client_id"), writes=ALL)
    __table_args__ = (
        Index("ix_disclosed_client_client_id_disclosure_id", "client_id", "disclosure_id"),
        {"info": {"append_only": True}},
    )

    disclosure_id: Mapped[uuid.UUID] = reference("disclosure.id", goes=Goes.SHARED, index=True)
    client_id: Mapped[uuid.UUID] = reference("client.id")
