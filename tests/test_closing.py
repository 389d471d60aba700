"""Closing a month: both sign one statement, what changes later is told, and nobody can alter what was signed."""

import datetime as dt
import hashlib
import json
import uuid
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select, text

from app.models.planning import ClosingSignature, MonthClosing
from app.services import hours
from app.services.across import countersign, opening, sheets, verify
from app.services.across.opening import SignedIn
from app.services.exchange import imports
from app.services.problems import Forbidden, Frozen, Invalid, WrongPassphrase
from app.services.store import session as sessions
from app.services.supervision import agreements, closing, months
from app.services.supervision import paper as papers
from app.services.supervision import sessions as held
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.log import Wanted as Asked
from app.services.supervision.months import Closed, Open, Wanted
from tests import agency

MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
IN_APRIL = dt.datetime(2026, 4, 3, 18, tzinfo=dt.UTC)
TODAY = IN_APRIL.date()
PACK, F = "mt-cbhpss", Fraction


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    work(staffed, 490)
    return staffed


def work(who: SignedIn, minutes: int, day: dt.date = dt.date(2026, 3, 2)) -> None:
    with sessions.transaction(who.store, who.actor) as session:
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), day): minutes}
        hours.save_week(session, hours.Week("AW", day, cells))


def close(
    who: SignedIn, month: dt.date = MARCH, at: dt.datetime = IN_APRIL, staff: str = "AW", pack: str = PACK
) -> uuid.UUID:
    key = opening.signing_key(who, agency.PASSPHRASE)
    with sessions.transaction(who.store, who.actor, at) as session:
        return closing.close(session, [Wanted(staff, pack, month)], key)[0].id


def sign(who: SignedIn, *ids: uuid.UUID, at: dt.datetime = IN_APRIL) -> None:
    key = opening.signing_key(who, agency.PASSPHRASE)
    with sessions.transaction(who.store, who.actor, at) as session:
        closing.sign(session, ids, key)


def seen(who: SignedIn, day: dt.date = TODAY) -> list[Closed]:
    with sessions.reading(who.store, who.actor) as session:
        return months.closed(session, day)


def to_close(who: SignedIn, day: dt.date = TODAY) -> list[Open]:
    with sessions.reading(who.store, who.actor) as session:
        return months.to_close(session, day)


def waiting(who: SignedIn) -> list[Closed]:
    with sessions.reading(who.store, who.actor) as session:
        return months.waiting(session, TODAY)


def changed(one: Closed) -> dict[str, tuple[Any, Any]]:
    return {each.name: (each.before, each.after) for each in one.changes.amounts}


def payloads(who: SignedIn) -> list[dict[str, Any]]:
    with sessions.reading(who.store, who.actor) as session:
        return [json.loads(row.payload) for row in session.scalars(select(ClosingSignature).order_by(ClosingSignature.role))]


def test_both_sign_the_same_exact_figures(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    agency.sign(ruth, agency.record(staffed))
    made = close(ruth)
    assert [one.id for one in waiting(annie)] == [made] and waiting(ruth) == []
    sign(annie, made)
    hers, mine = payloads(staffed)
    assert (hers["signer"]["role"], mine["signer"]["role"]) == ("supervisee", "supervisor")
    assert mine["signer"]["licenses"] == [["social_worker", "L-1"]]
    assert hers["statement"] == mine["statement"]
    assert hers["kind"] == "month@1" and hers["audit"][0] > mine["audit"][0] > 0
    said = mine["statement"]
    assert said["minutes"] == {
        "before": "0", "worked": "490", "required": "49/2", "credited": "60", "elsewhere": "0", "not_carried": "71/2",
        "owed": "0",
    }  # fmt: skip
    assert [row[1:] for row in said["sessions"]] == [["2026-03-04", "14:00", 60, 60]]
    found = seen(annie)[0]
    assert [(one.role, one.name, one.on) for one in found.signed] == [
        ("supervisor", "Ruth", IN_APRIL.date()), ("supervisee", "Annie", IN_APRIL.date()),
    ]  # fmt: skip
    assert found.by_both and not found.changes and waiting(annie) == []
    assert found.covers == tuple(hers["audit"])
    assert verify.run(staffed) == []


def test_hours_changed_later_show_before_and_after_and_the_month_is_closed_again(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    sign(annie, close(ruth))
    work(staffed, 510)
    assert changed(seen(annie)[0]) == {"worked": (490, 510), "required": (F(49, 2), F(51, 2)), "owed": (F(49, 2), F(51, 2))}
    again = next(one for one in to_close(ruth) if one.wanted == Wanted("AW", PACK, MARCH))
    assert (again.version, bool(again.changes)) == (2, True)
    second = close(ruth)
    assert [(one.version, bool(one.changes), one.by_both) for one in seen(annie)] == [(2, False, False)]
    sign(annie, second)
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert sorted(session.scalars(select(MonthClosing.version))) == [1, 2]
    assert verify.run(staffed) == []


def test_a_session_signed_late_is_told_with_its_minutes(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    close(ruth)
    key = agency.record(staffed)  # logged late
    [found] = seen(ruth)
    assert [(one.before is None, one.after is None) for one in found.changes.sessions] == [(True, False)]
    assert found.changes.amounts == () and to_close(ruth) == []  # it waits to be signed first
    agency.sign(ruth, key, at=IN_APRIL)
    found = seen(ruth)[0].changes
    assert [one.name for one in found.amounts] == ["credited", "not_carried", "owed"]
    assert [(one.before, one.after and one.after.credited) for one in found.sessions] == [(None, 60)]


def test_a_session_logged_late_and_removed_again_leaves_the_month_as_it_was(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    close(ruth)
    key = agency.record(staffed)
    assert seen(ruth)[0].changes and waiting(annie) == []
    with sessions.transaction(staffed.store, staffed.actor) as session:
        held.remove(session, key)
    assert not seen(ruth)[0].changes and len(waiting(annie)) == 1


def printed(who: SignedIn, key: uuid.UUID) -> str:
    with sessions.transaction(who.store, who.actor, IN_APRIL) as session:
        return papers.print_for_signature(session, [key], first=MARCH, last=TODAY, as_of=TODAY).number


def amended(who: SignedIn, key: uuid.UUID, **changes: str) -> uuid.UUID:
    with sessions.transaction(who.store, who.actor, IN_APRIL) as session:
        return held.amend(session, key, agency.entry(**changes), "Right at last.").id


@pytest.mark.parametrize("what", ["unsigned", "printed", "printed after the app", "amended", "moved", "taken back"])
def test_a_month_waits_for_everything_of_it_that_waits_for_a_signature(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn, what: str
) -> None:
    key = agency.record(staffed)
    if what not in ("unsigned", "printed"):
        agency.sign(ruth, key, at=IN_APRIL)
        assert len(to_close(ruth)) == 1
    number, change = "", None
    if what.startswith("printed"):
        number = printed(staffed, key)
    elif what == "amended":
        change = amended(staffed, key, stop="15:30")
    elif what == "moved":
        change = amended(staffed, key, date="2026-04-02")
    elif what == "taken back":
        with sessions.transaction(staffed.store, staffed.actor, IN_APRIL) as session:
            change = held.amend(session, key, None, "It was not held.").id
    assert to_close(ruth) == []
    with pytest.raises(Frozen, match="Annie Whitegrass: 1 session .* can be signed after that"):
        close(ruth)
    assert seen(staffed) == []
    if number:
        with sessions.transaction(staffed.store, staffed.actor, IN_APRIL) as session:
            papers.signed_on_paper(session, number, TODAY)
    else:
        agency.sign(ruth, change or key, at=IN_APRIL)
    assert len(to_close(ruth)) == 1
    made = close(ruth)
    assert [one.id for one in waiting(annie)] == [made]


def test_a_closed_month_waits_for_its_second_signature_while_an_amendment_is_open(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    key = agency.record(staffed)
    agency.sign(ruth, key, at=IN_APRIL)
    made = close(ruth)
    change = amended(staffed, key, stop="15:30")
    assert waiting(annie) == []
    with sessions.reading(ruth.store, ruth.actor) as session:
        assert countersign.of_month(session, made) == []
        assert "amendment still waits" in months.waits_for(session, "RC", Wanted("AW", PACK, MARCH))
    agency.sign(ruth, change, at=IN_APRIL)
    assert [one.version for one in to_close(ruth)] == [2]


def test_an_earlier_month_that_changes_moves_what_was_owed_before(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    close(ruth)
    work(staffed, 200, dt.date(2026, 2, 2))
    assert changed(seen(ruth)[0]) == {"before": (0, 10), "owed": (F(49, 2), F(69, 2))}


def test_what_comes_after_the_month_leaves_it_as_it_is(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    sign(annie, close(ruth))
    work(staffed, 480, dt.date(2026, 4, 2))
    agency.sign(ruth, agency.record(staffed, date="2026-04-02"), at=IN_APRIL)
    assert not seen(annie, dt.date(2026, 6, 1))[0].changes


def test_a_month_that_is_not_over_cannot_be_closed(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    late = dt.datetime(2026, 4, 1, 5, tzinfo=dt.UTC)  # still March 31 in Montana: the agency's day decides
    with pytest.raises(Invalid, match="March 2026 is not over"):
        close(ruth, at=late)
    with pytest.raises(Invalid, match="is not over"):
        close(ruth, month=dt.date(2026, 3, 2))  # no first day of a month
    assert MARCH not in [one.wanted.month for one in to_close(ruth, dt.date(2026, 3, 31))]
    close(ruth, at=dt.datetime(2026, 4, 1, 7, tzinfo=dt.UTC))


def test_both_must_be_linked(staffed: SignedIn, ruth: SignedIn) -> None:
    assert to_close(ruth) == []
    with pytest.raises(Invalid, match="No user is linked to Annie Whitegrass"):
        close(ruth)
    unlinked = agency.enter(staffed, "Sam", "supervisor")
    assert to_close(unlinked) == []
    with pytest.raises(Forbidden, match="linked to a supervisor"):
        close(unlinked)
    both = agency.enter(staffed, "Dale", "supervisor;peer_supporter", staff="DR", supervisor="MS")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        agreements.add(session, AgreementEntry.read(agency.agreement(staff="DR", supervisor="MS")))
    with pytest.raises(Invalid, match="for both sides"):
        close(both, staff="DR")


def test_a_key_that_is_not_theirs_signs_nothing(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    with pytest.raises(WrongPassphrase):
        opening.signing_key(ruth, "not hers at all")
    other = opening.signing_key(annie, agency.PASSPHRASE)
    with pytest.raises(Forbidden), sessions.transaction(ruth.store, ruth.actor, IN_APRIL) as session:
        closing.close(session, [Wanted("AW", PACK, MARCH)], other)
    assert seen(ruth) == []


def test_a_peer_supporter_closes_nothing_and_signs_no_other_month(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    with pytest.raises(Forbidden):
        close(annie)
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    made = close(ruth)
    with pytest.raises(Forbidden, match="your own months"):
        sign(dale, made)
    with pytest.raises(Forbidden, match="your own months"):
        sign(ruth, made)
    assert seen(dale) == [] and waiting(dale) == []
    sign(annie, made)
    with pytest.raises(Frozen, match="already"):
        sign(annie, made)


def test_only_a_pair_of_that_month_and_only_what_changed(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    with pytest.raises(Invalid, match="no agreement in force"):
        close(mark)
    with pytest.raises(Invalid, match="does not work under these rules"):
        close(ruth, pack="mn-prs")
    with pytest.raises(Invalid, match="No staff member"):
        close(ruth, staff="XX")
    close(ruth)
    with pytest.raises(Frozen, match="waits for the signature of Annie Whitegrass"):
        close(ruth)


def test_a_batch_is_closed_whole_or_not_at_all(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    key = opening.signing_key(ruth, agency.PASSPHRASE)
    wanted = [Wanted("AW", PACK, MARCH), Wanted("AW", PACK, APRIL)]
    with pytest.raises(Invalid), sessions.transaction(ruth.store, ruth.actor, IN_APRIL) as session:
        closing.close(session, wanted, key)
    assert seen(ruth) == []


def test_what_is_out_of_date_or_replaced_is_not_signed(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    first = close(ruth)
    work(staffed, 500)
    assert waiting(annie) == []
    with pytest.raises(Frozen, match="changed after Ruth Calfrobe signed"):
        sign(annie, first)
    second = close(ruth)
    with pytest.raises(Frozen, match="closed again"):
        sign(annie, first)
    assert [one.id for one in waiting(annie)] == [second]


def test_two_supervisors_close_the_same_month_each(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        key = held.record(session, agency.entry(supervisor="MS", start="16:00", stop="17:00")).id
    agency.sign(mark, key, at=IN_APRIL)
    sign(annie, close(ruth), close(mark))
    assert [(one.supervisor, len(one.statement.sessions), one.by_both) for one in seen(annie)] == [
        ("MS", 1, True), ("RC", 0, True),
    ]  # fmt: skip


def paper(who: SignedIn, last: dt.date = dt.date(2026, 3, 31), supervisor: str = "", as_of: dt.date = TODAY) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return sheets.month_statement(session, Asked("AW", MARCH, last, as_of, supervisor))


def test_the_paper_bears_what_was_signed_by_its_day_and_what_changed(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    assert paper(annie).closings == ()
    sign(annie, close(ruth), at=dt.datetime(2026, 4, 5, 18, tzinfo=dt.UTC))
    then, later = paper(annie).closings[0], paper(annie, as_of=dt.date(2026, 4, 5)).closings[0]
    assert (then.supervisor_signed.on, then.staff_signed) == (TODAY, None)
    assert (later.staff_signed.on, later.changes) == (dt.date(2026, 4, 5), ())
    assert paper(annie).chain == tuple(min(one["audit"] for one in payloads(annie)))
    assert paper(annie, last=dt.date(2026, 3, 15)).closings == ()  # a part of the month is another statement
    assert paper(annie, supervisor="MS").closings == ()
    work(staffed, 510)
    assert paper(annie).closings[0].changes[0] == ("Worked", 490, 510)


TAMPERED = {
    "month": ("UPDATE month_closing SET month = '2026-02-01'", "statement of a closed month was changed"),
    "figures": (
        "UPDATE month_closing SET statement = CAST(replace(statement, '490', '491') AS BLOB)",
        "statement of a closed month was changed",
    ),
    "payload": ("UPDATE closing_signature SET payload = CAST(replace(payload, '490', '491') AS BLOB)", "does not hold"),
    "day": ("UPDATE closing_signature SET signed_on = '2026-04-02'", "role or day"),
    "gone": ("DELETE FROM closing_signature WHERE role = 'supervisor'", "lost its supervisor's signature"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found(staffed: SignedIn, ruth: SignedIn, annie: SignedIn, name: str) -> None:
    change, told = TAMPERED[name]
    sign(annie, close(ruth))
    with staffed.store.engine.begin() as connection, pytest.raises(Exception, match="frozen"):
        connection.execute(text(change))
    with staffed.store.engine.begin() as connection:
        tables = "('month_closing', 'closing_signature')"
        query = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {tables}"
        for trigger in connection.scalars(text(query)).all():
            connection.execute(text(f'DROP TRIGGER "{trigger}"'))
        connection.execute(text(change))
    found = [one.sentence for one in verify.run(staffed) if one.place.startswith("month_closing ")]
    assert any(told in sentence for sentence in found), found


def test_figures_rewritten_with_their_digest_are_found_by_the_signature(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    made = close(ruth)
    with sessions.reading(ruth.store, ruth.actor) as session:
        kept = session.scalars(select(MonthClosing.statement).where(MonthClosing.id == made)).one()
    forged = kept.replace(b"490", b"600")
    with staffed.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER guard_month_closing_update"))
        values = {"said": forged, "digest": hashlib.sha256(forged).digest()}
        connection.execute(text("UPDATE month_closing SET statement = :said, digest = :digest"), values)
    found = [one.sentence for one in verify.run(staffed) if one.place.startswith("month_closing ")]
    assert "A signed month was changed after signing." in found


def test_hours_that_come_in_by_a_file_put_a_signed_month_out_of_date(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    sign(annie, close(ruth))
    rows = b"staff,date,category,minutes,paid\r\nAW,2026-03-03,outreach,60,yes\r\nAW,2026-04-01,outreach,60,yes\r\n"
    report = imports.run(staffed.store, staffed.actor, "hours", rows, now=IN_APRIL)
    assert changed(seen(annie)[0]) == {"worked": (490, 550), "required": (F(49, 2), F(55, 2)), "owed": (F(49, 2), F(55, 2))}
    told = [(one.row, one.column) for one in report.warnings if "signed" in one.sentence]
    assert told == [(2, "date")], "April is not signed"
    head = "staff,supervisor,date,start,stop,format,manner,topics,paper_signed_on"
    held = "AW,RC,2026-03-{day},10:00,11:00,individual,phone,ethics,{signed}"
    text = "\r\n".join([head, held.format(day="09", signed=""), held.format(day="10", signed="2026-03-11")])
    report = imports.run(staffed.store, staffed.actor, "supervision", text.encode(), now=IN_APRIL)
    assert [one.row for one in report.warnings if "signed. It shows as out of date" in one.sentence] == [3]
    assert changed(seen(annie)[0])["credited"] == (0, 60)
