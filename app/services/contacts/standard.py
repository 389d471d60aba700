"""The contacts that come with Peerdesk, as data: each number, site and address once, with its source and its day.

Read without a store, so that the page before the sign-in can name the crisis line too.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from app import paths
from app.services.rules.civil import anniversary
from app.wording import N_, _, readable, short_day


class Kind(StrEnum):
    """What a contact is for; lists and papers stand in this order."""

    DANGER = "danger"
    CRISIS = "crisis"
    VIOLENCE = "violence"
    TALK = "talk"
    TREATMENT = "treatment"
    CHILD = "report_child"
    ADULT = "report_adult"
    RIGHTS = "rights"
    OTHER = "other"
    PROGRAM = "program"  # what About names; in no list

    @property
    def label(self) -> str:
        """It in words, translated."""
        return _(KINDS[self])


KINDS = {
    Kind.DANGER: N_("Danger right now"), Kind.CRISIS: N_("In a crisis"), Kind.VIOLENCE: N_("Violence at home"),
    Kind.TALK: N_("Somebody to talk to (warm line)"), Kind.TREATMENT: N_("Finding treatment"),
    Kind.CHILD: N_("Reporting harm to a child"), Kind.ADULT: N_("Reporting harm to an adult"),
    Kind.RIGHTS: N_("Rights and complaints"), Kind.OTHER: N_("Other help"), Kind.PROGRAM: N_("About this program"),
}  # fmt: skip


class Region(StrEnum):
    """Where a contact answers."""

    NATIONAL = "national"
    MONTANA = "montana"
    MINNESOTA = "minnesota"
    TRIBAL = "tribal"
    LOCAL = "local"

    @property
    def label(self) -> str:
        """It in words, translated."""
        return _(REGIONS[self])


REGIONS = {
    Region.NATIONAL: N_("Whole country"), Region.MONTANA: N_("Montana"), Region.MINNESOTA: N_("Minnesota"),
    Region.TRIBAL: N_("Tribal nation"), Region.LOCAL: N_("Here"),
}  # fmt: skip


class Sure(StrEnum):
    """How sure we are of a contact."""

    OWNER = "owner"
    OFFICIAL = "official"
    OTHERS = "others"
    AGENCY = "agency"

    @property
    def words(self) -> str:
        """It in a few words, translated."""
        return _(SURE[self])


SURE = {
    Sure.OWNER: N_("read on its own page"), Sure.OFFICIAL: N_("read on an official page"),
    Sure.OTHERS: N_("told by others"), Sure.AGENCY: N_("checked by your agency"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as it stands now. `key` names it; `number` is called, `texting` is what to text and where to.

    `amended`: the agency gives other words than came with Peerdesk; `newer` is then what Peerdesk gives since, if that
    has changed. `hidden` is the reason for which it is in no list, '' where it is shown.
    """

    key: str
    kind: Kind
    region: Region
    name: str
    purpose: str
    source: str
    sure: Sure
    checked_on: dt.date
    number: str = ""
    more: str = ""
    texting: str = ""
    hours: str = ""
    web: str = ""
    address: str = ""
    on_page: bool = True
    own: bool = False
    amended: bool = False
    newer: str = ""
    hidden: str = ""

    @property
    def ways(self) -> str:
        """How it is reached, all of it: what a check confirms; a day counts only for the very ways that were checked."""
        return "|".join((self.number, self.more, self.texting, self.web, self.address))

    @property
    def reach(self) -> str:
        """How to call or text it in one line; the site or address of one that has neither."""
        call = ", ".join(part for part in (self.number, self.more) if part)
        if self.number and self.texting == self.number and not self.more:
            return _("Call or text {number}").format(number=self.number)
        if call and self.texting:
            return _("{number}, or text {text}").format(number=call, text=self.texting)
        if self.texting:
            return _("Text {text}").format(text=self.texting)
        return call or self.web or self.address

    @property
    def due_on(self) -> dt.date:
        """The day on which it is to be checked again."""
        return anniversary(self.checked_on, 1)

    def stale(self, today: dt.date) -> bool:
        """Whether it was checked more than a year ago."""
        return self.due_on < today

    def checked(self, today: dt.date) -> str:
        """When it was checked, and whether that is too long ago."""
        day = short_day(self.checked_on)
        if self.stale(today):
            return _("Checked {day}, more than a year ago").format(day=day)
        return _("Checked {day}").format(day=day)

    def read_at(self) -> str:
        """Where it comes from."""
        return readable(_(self.source)).rstrip(".")

    def origin(self) -> str:
        """Where it comes from, and how sure that is."""
        return _("Source: {source} ({sure})").format(source=self.read_at(), sure=self.sure.words)

    def brief(self, today: dt.date) -> str:
        """When it was checked and where it comes from, where room is short."""
        return _("{checked}. Source: {source}.").format(checked=self.checked(today), source=self.read_at())

    def told(self, today: dt.date) -> str:
        """The line that stands with the number wherever it is shown: the day, the source and how sure that is."""
        return _("{checked}. {origin}.").format(checked=self.checked(today), origin=self.origin())


EMERGENCY, LIFELINE, QT_SOURCE = "emergency", "lifeline", "qt-source"


@cache
def known() -> Mapping[str, Contact]:
    """Every contact that comes with Peerdesk by its code, in order of what it is for, then as the files have them."""
    found: list[Contact] = []
    for path in sorted((paths.resources() / "contacts").glob("*.toml"), key=lambda one: (one.stem != "national", one.stem)):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [_read(one, Region(table["region"])) for one in table["contacts"]]
    return MappingProxyType({one.key: one for one in in_order(found)})


def _read(one: dict[str, object], region: Region) -> Contact:
    day, kind, sure = one.pop("checked_on"), Kind(str(one.pop("kind"))), Sure(str(one.pop("sure")))
    if type(day) is not dt.date:
        raise ValueError("checked_on")
    on_page = bool(one.pop("on_page", True))
    texts = {name: str(value) for name, value in one.items() if name != "code"}
    return Contact(
        key=str(one["code"]), kind=kind, region=region, sure=sure, checked_on=day, on_page=on_page, **texts  # type: ignore[arg-type]  # texts alone
    )  # fmt: skip


def in_order(found: Iterable[Contact]) -> list[Contact]:
    """By what they are for; among those alike as they come."""
    order = list(Kind)
    return sorted(found, key=lambda one: order.index(one.kind))


def one(code: str) -> Contact:
    """The contact of this code that comes with Peerdesk."""
    return known()[code]
