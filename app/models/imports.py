"""Files taken in: their digest, so that the same file again is noticed."""

import datetime as dt

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import MANAGERS, Access, M
from app.models.base import Base, Record, column
from app.models.words import Named


class ImportedFile(Record, Base):
    """One accepted import file by kind and SHA-256."""

    __tablename__ = "imported_file"
    named = Named(N_("files taken in"))
    access = Access(reads=MANAGERS, writes=(M,))

    kind: Mapped[str] = column()
    digest: Mapped[bytes] = column(LargeBinary, index=True)
    rows: Mapped[int] = column()
    imported_at: Mapped[dt.datetime] = column()
