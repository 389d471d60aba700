"""What an amendment changes: told by people and months, by the exact ledger, before anything is saved."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.models.hours import Hours
from app.models.packs import PackAmendment
from app.services import staff
from app.services.across import opening, papers
from app.services.across.corrections import amendments
from app.services.across.corrections.amendments import Changed, Unseen
from app.services.across.opening import SignedIn
from app.services.credentials import standing
from app.services.packs import amending, library
from app.services.packs.entry import AmendmentEntry, WithdrawalEntry
from app.services.problems import Forbidden, Invalid
from app.services.rules import figures, packs, typed
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import closing, months, owed
from app.services.supervision.log import Wanted
from tests import agency
from tests.other_figures import others

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY, MARCH = dt.date(2026, 11, 20), dt.date(2026, 3, 1)
TYPED = {
    "pack": "mt-cbhpss", "in_force_from": "2026-03-16", "figures": {"ratio": "1 h for each 10 h worked"},
    "source": "Letter of the Board", "reason": "The Board doubled the ratio",
}  # fmt: skip
BACK = WithdrawalEntry.read({"reason": "It was a slip"})


@pytest.fixture
def office(staffed: SignedIn) -> SignedIn:
    """Annie and Dale under Ruth; ten hours of Annie's on two days of March, and Nell under rules of Minnesota."""

    def work(session: Any) -> None:
        key = staff.by_code(session, "AW").id
        days = (dt.date(2026, 3, 15), dt.date(2026, 3, 16), dt.date(2026, 4, 1))
        session.add_all(Hours(staff_id=key, date=day, category="direct_service", minutes=605, paid=True) for day in days)
        nell = {"code": "MN", "name": "Nell Ames", "pack": "mn-prs", "started_on": "2026-01-01"}
        staff.add(session, StaffEntry.read(nell))

    do(staffed, work)
    return staffed


def do(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session)


def ledger(who: SignedIn) -> dict[tuple[str, str, str], Any]:
    """Everybody's months as the ledger has them."""
    lines = do(who, lambda session: owed.ledger(session, TODAY))
    return {(line.staff, line.pack, month.month): month for line in lines for month in line.months}


def checklists(who: SignedIn) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    found = do(who, lambda session: standing.everyone(session, TODAY))
    return {(one.staff, one.holder.pack.code): [line[:5] for line in one.lines] for one in found}


def rows(who: SignedIn) -> int:
    return len(do(who, lambda session: session.scalars(select(PackAmendment.id)).all()))


def look(who: SignedIn, **changed: Any) -> Changed:
    """What is told of an amendment; nothing of it is saved."""
    before = rows(who)
    with pytest.raises(Unseen) as unseen:
        do(who, lambda session: amendments.amend(session, AmendmentEntry.read(TYPED | changed)))
    assert rows(who) == before and list(unseen.value.fields) == [""]
    return unseen.value.changed


def save(who: SignedIn, seen: Changed | None, **changed: Any) -> uuid.UUID:
    return do(who, lambda session: amendments.amend(session, AmendmentEntry.read(TYPED | changed), seen))


def shifts(found: Changed) -> list[tuple[Any, ...]]:
    return [(one.staff, one.month, one.required, one.credited, one.owed) for one in found.months]


def test_each_month_is_told_with_before_and_after_as_the_exact_ledger_has_them(office: SignedIn) -> None:
    before, seen = ledger(office), look(office)
    assert ledger(office) == before
    save(office, seen)
    after = ledger(office)
    expected = [
        (key[0], key[2], *((getattr(before[key], name), getattr(after[key], name))
                           for name in ("required_minutes", "credited_minutes", "owed_minutes")))
        for key in before if before[key] != after[key]
    ]  # fmt: skip
    assert shifts(seen) == sorted(expected, key=lambda one: one[:2]) and len(expected) == 9, "March, and what it leaves owed"
    assert seen.months[0].required == (before["AW", "mt-cbhpss", "2026-03"].required_minutes, 605 // 20 + 60.5 + 0.25)
    assert seen.people == ("Annie Whitegrass",) and {one.rules for one in seen.months} == {"Montana CBHPSS rules"}


class Undone(Exception):
    """Takes back what was tried."""


def tried(who: SignedIn, changed: dict[str, Any]) -> tuple[Any, Any]:
    """Ledger and checklists as they are once an amendment is saved without anybody asking; nothing stays."""
    found: list[tuple[Any, Any]] = []

    def work(session: Any) -> None:
        amending.amend(session, AmendmentEntry.read(TYPED | changed))
        lines = owed.ledger(session, TODAY)
        months = {(line.staff, line.pack, month.month): month for line in lines for month in line.months}
        everyone = standing.everyone(session, TODAY)
        found.append((months, {(one.staff, one.holder.pack.code): [line[:5] for line in one.lines] for one in everyone}))
        raise Undone

    with pytest.raises(Undone):
        do(who, work)
    return found[0]


@pytest.mark.parametrize("code", ["mt-cbhpss", "mt-cfpss"])
def test_whatever_figure_is_amended_no_month_and_no_checklist_changes_untold(office: SignedIn, code: str) -> None:
    """A walk over every figure that can be amended: what is told is just what saving changes."""
    agency.sign(agency.enter(office, "Ruth", "supervisor", supervisor="RC"), agency.record(office))
    if code != "mt-cbhpss":
        as_family = {"code": "AW", "name": "Annie Whitegrass", "pack": code, "started_on": "2026-01-01",
                     "certified_on": "2026-03-10"}  # fmt: skip
        do(office, lambda session: staff.add(session, StaffEntry.read(as_family)))
    was, lines = ledger(office), checklists(office)
    told = 0
    for name, figure in packs.load(code).rules[-1].figures.items():
        ways = [one for one in others(name, figure.value) if one != figure.value and fits(name, one)]
        for other in [] if figure.told_only else ways:
            changed = {"pack": code, "in_force_from": "2026-01-01", "figures": {name: figures.value_words(name, other)}}
            now, asked = tried(office, changed)
            moved = {(one[0], one[2]) for one in was if counted(was[one]) != counted(now[one])}
            said = {one[0] for one in lines if [*lines[one]] != [*asked[one]]}
            seen = look(office, **changed) if moved or said else Changed()
            assert {(one.staff, one.month) for one in seen.months} == moved, name
            assert {one.staff for one in seen.lines} == said, name
            told += bool(seen)
    assert told > 20


def fits(name: str, value: Any) -> bool:
    """Whether it can be typed as it is shown."""
    if value is None or value == ():
        return False
    try:
        return typed.value(name, figures.value_words(name, value)) == value
    except ValueError:
        return False


def counted(month: Any) -> tuple[Any, ...]:
    return month.required_minutes, month.credited_minutes, month.owed_minutes, month.not_credited, month.hours_not_counted


def test_carrying_alone_is_told_though_no_month_of_its_own_counts_otherwise(office: SignedIn) -> None:
    seen = look(office, in_force_from="2026-01-01", figures={"carries_deficit": "no"})
    assert all(one.required[0] == one.required[1] and one.owed[0] != one.owed[1] for one in seen.months)
    assert [one.month for one in seen.months][0] == "2026-04", "March itself stays: what it leaves goes no further"


def test_what_changes_meanwhile_is_told_anew_and_nothing_is_saved_unseen(office: SignedIn) -> None:
    seen = look(office)

    def more(session: Any) -> None:
        key = staff.by_code(session, "AW").id
        session.add(Hours(staff_id=key, date=dt.date(2026, 3, 20), category="direct_service", minutes=60, paid=True))

    do(office, more)
    with pytest.raises(Unseen) as unseen:
        save(office, seen)
    assert unseen.value.changed != seen and rows(office) == 0
    save(office, unseen.value.changed)


def test_nothing_to_tell_is_saved_at_once(office: SignedIn) -> None:
    """A rule of days to come, and a copy that nobody works under."""
    save(office, None, in_force_from="2027-01-01")
    copied = {"pack": "wy-peer", "copy_of": "mt-cbhpss", "title": "Wyoming", "staff_title": "CPS"}
    save(office, None, **copied)
    assert rows(office) == 2


def test_signed_months_and_papers_printed_for_ink_are_named(office: SignedIn) -> None:
    ruth = agency.enter(office, "Ruth", "supervisor", supervisor="RC")
    agency.enter(office, "Annie", "peer_supporter", staff="AW")
    agency.sign(ruth, agency.record(office))
    key = opening.signing_key(ruth, agency.PASSPHRASE)
    do(ruth, lambda session: closing.close(session, [months.Wanted("AW", "mt-cbhpss", MARCH)], key))
    agency.record(office, date="2026-04-02")
    april = Wanted("AW", dt.date(2026, 4, 1), dt.date(2026, 4, 30), TODAY, "RC")
    number = do(office, lambda session: papers.print_for_signature(session, april)[0].number)
    seen = look(office)
    assert [one.month for one in seen.months if one.signed] == ["2026-03"] and seen.signed == 1
    assert seen.papers == (number,)


def test_a_checklist_that_asks_for_more_is_told(office: SignedIn) -> None:
    seen = look(office, figures={"training_minutes": "50 h"})
    (annie,) = [one for one in seen.lines if one.staff == "AW"]
    assert annie.before.startswith("Training of 40 h: ") and annie.after.startswith("Training of 50 h: ")
    assert not seen.months and seen.people == ("Annie Whitegrass", "Dale Running Crane")


def test_taking_back_is_told_just_so(office: SignedIn) -> None:
    seen = look(office)
    key = save(office, seen)
    with pytest.raises(Unseen) as unseen:
        do(office, lambda session: amendments.withdraw(session, key, BACK))
    turned = [(one[0], one[1], *(side[::-1] for side in one[2:])) for one in shifts(seen)]
    assert shifts(unseen.value.changed) == turned
    assert do(office, lambda session: library(session)["mt-cbhpss"].rule_on(TODAY).rule.amended) is not None
    do(office, lambda session: amendments.withdraw(session, key, BACK, unseen.value.changed))
    assert do(office, lambda session: library(session)["mt-cbhpss"].rule_on(TODAY).rule.amended) is None


def test_what_is_wrong_is_said_before_anything_is_told_and_only_managers_may(office: SignedIn) -> None:
    with pytest.raises(Invalid) as wrong:
        save(office, None, figures={"ratio": "0"})
    assert set(wrong.value.fields) == {"ratio"}
    ruth = agency.enter(office, "Ruth", "supervisor", supervisor="RC")
    with pytest.raises(Forbidden):
        save(ruth, None)
