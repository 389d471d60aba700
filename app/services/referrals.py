"""Referrals, a kind of record: to whom a client was pointed, or who pointed them here, and what came of it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.models.clients import Client
from app.models.referrals import Referral
from app.models.staff import Staff
from app.services import doubts, entries
from app.services.entries import Choice, Entry
from app.services.records.due import Due
from app.services.records.kind import Named, RecordKind
from app.services.users import Action
from app.wording import N_, _


class Direction(Choice):
    """Which way a person was referred."""

    OUT = "out", N_("To another")
    IN = "in", N_("To us")


class Outcome(Choice):
    """What came of a referral."""

    CONNECTED = "connected", N_("Connected")
    WAITING = "waiting", N_("On a waiting list")
    DECLINED = "declined", N_("Did not want it")
    NOT_AVAILABLE = "not_available", N_("Not available")
    UNKNOWN = "unknown", N_("Not known")


class ReferralEntry(Entry):
    """One referral as typed. It is open while no day of closing is typed."""

    client: Annotated[entries.Code, Field(title=N_("Client"))]
    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    date: Annotated[entries.Date, Field(title=N_("Date"), json_schema_extra={"past": True})]
    direction: Annotated[Direction, entries.choice(Direction), Field(title=N_("Which way"))] = Direction.OUT
    to: Annotated[
        entries.Line,
        Field(title=N_("To or from whom"), description=N_("The agency, program or person.")),
    ]
    need: Annotated[
        entries.Line, Field(title=N_("For what"), description=N_("The need in a few words. No diagnosis."))
    ]
    contacted_on: Annotated[
        entries.DateOrBlank,
        Field(title=N_("First contact on"), description=N_("When they met or spoke. Blank while they have not.")),
    ] = None
    outcome: Annotated[Outcome | None, entries.choice_or_blank(Outcome), Field(title=N_("What came of it"))] = None
    follow_up_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Ask again on"), description=N_("Blank: 30 days after the referral."))
    ] = None
    closed_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Closed on"), description=N_("Blank while something is left to follow."))
    ] = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        for field in ("contacted_on", "follow_up_on", "closed_on"):
            day = getattr(self, field)
            if day is not None and day < self.date:
                raise entries.at(field, _("This is before the referral. Check both dates."))
        if self.closed_on is not None and self.outcome is None:
            raise entries.at("outcome", _("Say what came of it, or leave “Closed on” blank."))
        return self


DOUBTS = (
    doubts.to_come("date"), doubts.to_come("contacted_on"), doubts.to_come("closed_on"),
    doubts.long_ago("date", 1, N_("{day} is more than a year ago. Check the year.")),
)  # fmt: skip
KIND: RecordKind[ReferralEntry, Referral] = RecordKind(
    "referral", Referral, ReferralEntry, see=Action.SEE_CLIENTS, write=Action.EDIT_CLIENTS,
    one=N_("Referral"), many=N_("Referrals"), counted=(N_("{count} referral"), N_("{count} referrals")),
    gone=N_("This referral is not on record, or not of a client of yours."),
    names={"client": Named(Client, N_("No client of yours has the code {code}.")), "staff": Named(Staff)},
    doubts=DOUBTS, open_until="closed_on", still_open=N_("A referral is open. Close it first."),
    search=("client", "to", "need", "staff"),
    due=(
        Due(
            N_("Referral: ask what came of it"), N_("It is open"), N_("Our reminder: on the day that was set"),
            detail="to", on="follow_up_on",
        ),
        Due(
            N_("Referral: ask what came of it"), N_("It is open"), N_("Our reminder: within {days} days"),
            detail="to", unless="follow_up_on", days=30,
        ),
    ),
    csv="referrals",
    sample=(
        {"client": "C-104", "staff": "AW", "date": 44, "to": "Missoula housing office", "need": "A place to live",
         "contacted_on": 38, "outcome": "connected", "closed_on": 20},
        {"client": "C-110", "staff": "WH", "date": 9, "to": "Kalispell community kitchen", "need": "Meals on weekends",
         "outcome": "waiting", "follow_up_on": -12},
    ),
)  # fmt: skip
