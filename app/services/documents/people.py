"""Who stands on a paper: the agency, the staff member, the supervisor, and how a record was signed."""

import datetime as dt
from dataclasses import dataclass

from app.services.documents import words
from app.wording import _


@dataclass(frozen=True)
class Field:
    """A label and what stands under it at the head of the first page; `share` is its part of the width.

    `detail` is a further line in smaller type, such as the number that belongs to a name.
    """

    label: str
    value: str
    share: float = 1.0
    detail: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The agency as it stands at the head of each paper; address and phone may be blank."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class StaffLine:
    """The staff member: `title` is the agency's own, `pack_title` the certified one (such as CBHPSS)."""

    name: str
    title: str
    pack_title: str
    certification_number: str | None = None
    certification_expires_on: dt.date | None = None

    @property
    def certified(self) -> bool:
        """Whether a certification number is on record; before that the certified title is not printed."""
        return bool(self.certification_number)

    @property
    def shown_title(self) -> str:
        """The certified title, or the agency's own title with the words for 'not yet certified'."""
        if self.certified:
            return self.pack_title
        own = self.title or _("Staff member")
        return _("{title}, certification in progress").format(title=own)

    def field(self) -> Field:
        """Certificate and expiry, or the title of someone not yet certified, for the head of a paper."""
        if not self.certified:
            return Field(_("Title"), self.shown_title, 1.2)
        label = _("Certificate ({title})").format(title=self.pack_title)
        return Field(label, _until(self.certification_number or "", self.certification_expires_on), 1.2)

    @property
    def numbered(self) -> str:
        """Certified title, number and the day to which it is valid, or the title of someone not yet certified."""
        if not self.certified:
            return self.shown_title
        return _until(self.under_signature(), self.certification_expires_on)

    def under_signature(self) -> str:
        """What stands below the name where the person signs."""
        return f"{self.pack_title}, {self.certification_number}" if self.certified else self.shown_title


@dataclass(frozen=True)
class SupervisorLine:
    """The supervisor with the license as it stood; `license_type` is the label that is printed, such as LCSW."""

    name: str
    license_type: str
    license_number: str
    license_expires_on: dt.date | None = None

    @property
    def titled(self) -> str:
        """Name and license type on one line."""
        return f"{self.name}, {self.license_type}" if self.license_type else self.name

    @property
    def numbered(self) -> str:
        """License number and the day to which it is valid."""
        return _until(self.license_number, self.license_expires_on)

    def under_signature(self) -> str:
        """What stands below the name where the supervisor signs."""
        return _("Clinical supervisor, {number}").format(number=self.license_number)


@dataclass(frozen=True)
class Mark:
    """One person's signature: its day, the moment where it was given in the app, or that it stands on a paper."""

    on: dt.date
    at: dt.datetime | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Signing:
    """How the two of a log signed one session; None: not yet."""

    staff: Mark | None = None
    supervisor: Mark | None = None

    @property
    def complete(self) -> bool:
        """Whether both signed, each in the app or on paper."""
        return self.staff is not None and self.supervisor is not None

    @property
    def begun(self) -> bool:
        """Whether anybody signed."""
        return self.staff is not None or self.supervisor is not None


def _until(number: str, day: dt.date | None) -> str:
    if day is None:
        return number
    return _("{number}, to {day}").format(number=number, day=words.short_day(day))
