"""What a person types of a contact: its fields, checked; a telephone number, a site and what to text have one form."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app.services import entries
from app.services.contacts.standard import Kind, Region
from app.services.entries import Entry, at
from app.wording import N_, _

KINDS = tuple(kind for kind in Kind if kind is not Kind.PROGRAM)
WAYS = ("number", "texting", "web", "address")
# Area codes and exchanges begin with 2 to 9; three figures are the lines that all share.
_NUMBER = re.compile(
    r"(?:\+?(1)[-. ]*)?\(?([2-9]\d\d)\)?[-. ]*([2-9]\d\d)[-. ]*(\d{4})(?:,? *(?:x|ext\.?|extension) *(\d{1,6}))?", re.I
)
_SHORT = re.compile(r"[2-9]\d\d", re.ASCII)
_TEXTING = re.compile(r"(?:([\w'-]{1,12}) to )?(\d{3}|\d{5,6})", re.I)
_HOST = re.compile(
    r"(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})(:\d{1,5})?(/[^\s<>\"'`{}|\\^]*)?", re.I
)
_NO_NUMBER = N_("Type a telephone number with its area code, such as 406-555-0123. Use figures only, no letters.")
_NO_TEXTING = N_("Type what to text and where to, such as HELLO to 12345; or a telephone number.")
_NO_SITE = N_("Type a web site, such as example.org, without spaces.")
_NO_WAY = N_("Give a way to reach it: a telephone number, what to text, a web site or an address.")


def telephone(value: Any) -> str:
    """A telephone number in one form: 406-555-0123, 1-800-555-0123. ValueError with a sentence otherwise."""
    text = entries.line(value)
    if not text:
        return ""
    if _SHORT.fullmatch(text):
        return text
    match = _NUMBER.fullmatch(text) if text.isascii() else None
    if match is None:
        raise ValueError(_(_NO_NUMBER))
    country, area, exchange, line, extension = match.groups()
    said = "-".join(part for part in (country, area, exchange, line) if part)
    return _("{number}, extension {extension}").format(number=said, extension=extension) if extension else said


def to_text(value: Any) -> str:
    """What to text and where to: HELLO to 12345, 12345, or a telephone number. ValueError with a sentence otherwise."""
    text = entries.line(value)
    if not text:
        return ""
    match = _TEXTING.fullmatch(text) if text.isascii() else None
    if match:
        return f"{match[1].upper()} to {match[2]}" if match[1] else match[2]
    try:
        return telephone(text)
    except ValueError:
        raise ValueError(_(_NO_TEXTING)) from None


def site(value: Any) -> str:
    """A web site without what a browser adds by itself. ValueError with a sentence otherwise."""
    text = entries.line(value)
    if not text:
        return ""
    match = _HOST.fullmatch(text) if text.isascii() else None
    if match is None:
        raise ValueError(_(_NO_SITE))
    return f"{match[1].lower()}{match[2] or ''}{(match[3] or '').rstrip('/')}"


def _short(limit: int, required: bool = False) -> BeforeValidator:
    def check(value: Any) -> str:
        text = entries.line(value)
        if required and not text:
            raise ValueError(_(entries.MISSING))
        if len(text) > limit:
            raise ValueError(_("Keep this to {limit} characters.").format(limit=limit))
        return text

    return BeforeValidator(check)


def _one_of(kind: type[Kind] | type[Region]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        text = str(value if value is not None else "").strip()
        known = [str(one.value) for one in (KINDS if kind is Kind else kind)]
        if text not in known:
            raise ValueError(_("Choose one of: {known}.").format(known=", ".join(known)) if text else _(entries.MISSING))
        return kind(text)

    return check


class ContactEntry(Entry):
    """A contact: what it is for, where it answers, how it is reached, where that comes from and when it was checked."""

    name: Annotated[str, _short(50, required=True), Field(title=N_("Name"), description=N_("Such as: County attorney."))]
    kind: Annotated[Kind, BeforeValidator(_one_of(Kind)), Field(title=N_("What for"))]
    region: Annotated[Region, BeforeValidator(_one_of(Region)), Field(title=N_("Where"))] = Region.LOCAL
    purpose: Annotated[
        str, _short(80),
        Field(title=N_("When to call, in plain words"), description=N_("Clients read it. Such as: To talk, any time.")),
    ] = ""  # fmt: skip
    number: Annotated[str, BeforeValidator(telephone), Field(title=N_("Telephone"))] = ""
    more: Annotated[str, _short(20), Field(title=N_("And then"), description=N_("Such as: then press 1."))] = ""
    texting: Annotated[
        str, BeforeValidator(to_text), Field(title=N_("Text"), description=N_("Such as: HELLO to 12345."))
    ] = ""
    hours: Annotated[str, _short(40), Field(title=N_("Hours"), description=N_("Such as: Day and night."))] = ""
    web: Annotated[str, BeforeValidator(site), Field(title=N_("Web site"))] = ""
    address: Annotated[str, _short(90), Field(title=N_("Address"))] = ""
    source: Annotated[
        str, _short(120, required=True),
        Field(title=N_("Where you have it from"), description=N_("Such as: their web site; I called them.")),
    ]  # fmt: skip
    checked_on: Annotated[
        entries.Date,
        Field(
            title=N_("Checked on"), description=N_("When you called or looked it up."),
            json_schema_extra={"past": True},
        ),
    ]  # fmt: skip
    on_page: Annotated[
        entries.YesNo, Field(title=N_("On the printed crisis page"), json_schema_extra={"look": "check"})
    ] = False

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not any(getattr(self, name) for name in WAYS):
            raise at("number", _(_NO_WAY))
        if self.more and not self.number:
            raise at("more", _("This belongs to a telephone number. Type the number, or empty this."))
        return self


class HidingEntry(Entry):
    """Why a contact is taken off every list and paper."""

    reason: Annotated[
        str, _short(150, required=True),
        Field(title=N_("Why is it hidden?"), description=N_("Such as: our county has its own line.")),
    ]  # fmt: skip
