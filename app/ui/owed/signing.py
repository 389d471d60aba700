"""Months to sign: each statement in full, a tick after reading, one passphrase for all that are ticked.

A month of somebody under two rule packs is one record here: both its statements are read, ticked and signed together.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QWidget

from app.services.across import countersign
from app.services.across.countersign import Missing
from app.services.documents import words
from app.services.rules import figures
from app.services.rules.pack import Pack
from app.services.rules.statement import Changes
from app.services.supervision import closing, months
from app.services.supervision.months import Closed, Open, Wanted
from app.services.users import Action
from app.ui.kit import controls, handover, page, review
from app.ui.owed import statement
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that the figures of each ticked month are right as far as you know. The exact figures are kept "
    "with your signature. If hours or sessions change later, the month shows as out of date and is closed again."
)
MEANING_ONE = N_(
    "By signing you say that the figures of this month are right as far as you know. If hours or sessions change later, "
    "the month shows as out of date and is closed again."
)
Group = list[Open] | list[Closed]
Kept = TypeVar("Kept", Open, Closed)


class SigningPage(review.ReviewPage):
    """The months that this person can close as a supervisor, and those that wait for them as a supervisee."""

    def __init__(self, desk: "Desk", staff: str = "", only: Wanted | None = None) -> None:
        """Of one person by code, or of everybody; `only` the month that was asked for, the others are counted."""
        today, self._staff = desk.today(), staff
        led = desk.read(lambda session: months.to_close(session, today, staff=staff)) if desk.may(Action.CLOSE_MONTH) else []
        own = desk.read(lambda session: months.waiting(session, today)) if desk.may(Action.SIGN) else []
        to_close = _grouped(led)
        to_sign = _grouped([one for one in own if staff in ("", one.wanted.staff)])
        self._desk, self.to_close, self.to_sign = desk, to_close, to_sign
        groups: dict[uuid.UUID, Group] = {**to_close, **to_sign}
        made = [(group, self._record(desk, key, group)) for key, group in groups.items()]
        shown = [card for group, card in made if only is None or any(one.wanted == only for one in group)]
        told = plural("{count} month waits for you", "{count} months wait for you", len(made))
        super().__init__(desk, self._speak(desk, len(made) - len(shown)), told, shown)

    def _record(self, desk: "Desk", key: uuid.UUID, group: Group) -> review.Waiting:
        first = group[0]
        name = first.staff_name if isinstance(first, Open) else first.supervisor_name
        parts: list[QWidget] = []
        for one in group:
            changes = one.changes if isinstance(one, Open) else Changes()
            parts += _statement(desk.pack(one.wanted.pack), one, changes, titled=len(group) > 1)
        month = words.month(first.wanted.month)
        titles = ", ".join(figures.title_of(desk.pack(one.wanted.pack)) for one in group)
        heading = _("{month}, {pack}").format(month=month, pack=titles)
        version = max(one.version for one in group)
        if version > 1:
            heading = _("{month}, version {version}").format(month=heading, version=version)
        said = controls.plain(controls.down(*parts, gap=9))
        tick = _("I have checked these figures of {month} for {name}").format(month=month, name=first.staff_name)
        return review.Waiting(key, heading, name, said, tick, _doubts(group))

    def _speak(self, desk: "Desk", others: int) -> review.Batch:
        staff = self._staff

        def open_all() -> page.Page:
            return open_signing(desk, staff)

        further = plural("{count} further month waits for you", "{count} further months wait for you", others)
        return review.Batch(
            room="hours", crumb=_("Hours"), title=_("Months to sign"), meaning=_(MEANING),
            nothing=_("No month waits for your signature."),
            button=lambda count: plural("Sign {count} month", "Sign {count} months", count),
            done=lambda count: plural("{count} month is signed.", "{count} months are signed.", count),
            sign=self._sign_chosen, again=open_all, then=self._then, next=self._next,
            further=further if others else "", open_further=open_all,
        )  # fmt: skip

    def _wanted(self, ids: Sequence[uuid.UUID]) -> list[Wanted]:
        groups: Mapping[uuid.UUID, Group] = {**self.to_close, **self.to_sign}
        return [one.wanted for key in ids for one in groups[key]]

    def _then(self, ids: list[uuid.UUID]) -> page.Page:
        """The month that was signed; the sums of everybody after several."""
        first = self._wanted(ids[:1])[0]
        alone = len(ids) == 1
        shown: page.Page = (
            self._desk.open("owed.month", first.staff, first.pack, first.month) if alone else self._desk.open("owed")
        )
        return shown

    def _next(self, ids: list[uuid.UUID]) -> str:
        wanted = set(self._wanted(ids))
        return next_words(self._desk, wanted)

    def _sign_chosen(self, session: Any, ids: list[uuid.UUID], key: Any) -> int:
        led = [one.wanted for key_ in ids for one in self.to_close.get(key_, ())]
        own = [one.id for key_ in ids for one in self.to_sign.get(key_, ())]
        if led:
            closing.close(session, led, key)
        if own:
            closing.sign(session, own, key)
        return len(ids)


def _grouped(found: Sequence[Kept]) -> dict[uuid.UUID, list[Kept]]:
    """The statements of one person and month under one key, in the order given."""
    groups: dict[tuple[Any, ...], list[Kept]] = {}
    for one in found:
        groups.setdefault(months.together(one), []).append(one)
    return {uuid.uuid4(): group for group in groups.values()}


def _statement(pack: Pack, one: Open | Closed, changes: Changes, titled: bool) -> list[QWidget]:
    """A statement in full, under its rules' title where there are several, with what changed since it was signed."""
    parts: list[QWidget] = [controls.text(figures.title_of(pack), "label-strong")] if titled else []
    if changes:
        parts += [statement.differences(changes), controls.rule()]
    return [*parts, statement.figures(one.statement, one.reasons)]


def _doubts(group: Group) -> list[str]:
    """How many sessions credit less than they lasted; the reason stands beside each."""
    short = {row.key for one in group for row in one.statement.sessions if row.credited < row.minutes}
    told = plural(
        "{count} session is not credited in full. The reason stands beside it.",
        "{count} sessions are not credited in full. The reason stands beside each.", len(short),
    )  # fmt: skip
    return [told] if short else []


def missing(desk: "Desk", wanted: set[Wanted]) -> list[tuple[uuid.UUID, Missing]]:
    """(closed month, whose signature it lacks) of these months."""
    today = desk.today()

    def work(session: Any) -> list[tuple[uuid.UUID, Missing]]:
        found = [one for one in months.closed(session, today) if one.wanted in wanted]
        return [(one.id, each) for one in found for each in countersign.of_month(session, one.id)]

    return desk.read(work)


def next_words(desk: "Desk", wanted: set[Wanted]) -> str:
    """Who signs these months next."""
    return handover.signs_next([each for _key, each in missing(desk, wanted)])


def open_signing(desk: "Desk", staff: str = "", only: Wanted | None = None) -> page.Page:
    """Open what waits, or one month; where that one does not wait for this person, its own page says so."""
    made = SigningPage(desk, staff, only)
    if only is not None and not made.cards:
        made.deleteLater()
        shown: page.Page = desk.open("owed.month", only.staff, only.pack, only.month)
        shown.say(_("This month does not wait for your signature now."), "info")
        return shown
    desk.window.open_page(made, "hours")
    return made.begin(made.cards[0].key if only is not None else None)


def hand_over(desk: "Desk", wanted: Wanted, keys: Sequence[uuid.UUID], to: Missing) -> handover.HandOver:
    """Hand the screen to the peer supporter for their signature on a month, under all its rule packs."""
    user_id, today = to.user_id, desk.today()
    assert user_id is not None  # a button stands only for who has a user

    def facts(session: Any) -> list[tuple[str, str]]:
        found = [one for one in months.closed(session, today, staff=wanted.staff) if one.id in keys]
        return [
            pair
            for one in found
            for pair in [
                (_("Month"), words.month(one.wanted.month)), (_("Rules"), figures.title_of(desk.pack(one.wanted.pack))),
                (_("Supervisor"), one.supervisor_name), *statement.lines(one.statement, one.reasons),
            ]
        ]  # fmt: skip

    def back() -> None:
        shown = desk.open("owed.month", wanted.staff, wanted.pack, wanted.month)
        shown.say(next_words(desk, {wanted}))

    made = handover.HandOver(
        desk, to.name, _("Supervision in the month"), countersign.both_see(desk.signed_in, user_id, facts), _(MEANING_ONE),
        lambda typed: countersign.sign_months(desk.signed_in, user_id, typed, keys), back,
    )  # fmt: skip
    return made.open("hours")
