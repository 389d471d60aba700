"""Programs and fundings: tables of their own, so that clients and encounters name them."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import OPEN, Access, M
from app.models.base import Base, Record, Versioned, column
from app.models.words import Named


class Program(Record, Versioned, Base):
    """A program; `part_two`: 42 CFR Part 2 covers its records; `client_word`: what it calls the people served."""

    __tablename__ = "program"
    named = Named(N_("programs"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = column()
    part_two: Mapped[bool] = column(default=False)
    client_word: Mapped[str] = column(default="client")


class Funding(Record, Versioned, Base):
    """A source that pays for service."""

    __tablename__ = "funding"
    named = Named(N_("fundings"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = column()
