"""Rule packs amended by an agency: each day judged by its rule, copies, withdrawal, what is refused, the record."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

import app
from app.models.audit import AuditRow
from app.models.hours import Hours
from app.services import staff
from app.services.across import credential_papers, forecast, sheets, verify
from app.services.across.opening import SignedIn
from app.services.credentials import standing
from app.services.packs import amending, history, library
from app.services.packs.entry import AmendmentEntry, WithdrawalEntry
from app.services.problems import Forbidden, Invalid, Problem
from app.services.rules import amended, figures, packs, typed
from app.services.rules.amended import Amendment
from app.services.rules.pack import Amended, Confidence, Pack, Rule
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import log, owed
from app.services.supervision.log import Wanted
from tests import agency

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
TYPED = {
    "pack": "mt-cbhpss", "in_force_from": "2026-03-16", "figures": {"ratio": "1/10"}, "confidence": "verified",
    "source": "Letter of the Board, 2 March 2026", "reason": "The Board doubled the ratio",
}  # fmt: skip
COPY = TYPED | {
    "pack": "wy-peer", "copy_of": "mt-cbhpss", "title": "Wyoming peer specialist", "staff_title": "CPS",
    "in_force_from": "2020-01-01",
}  # fmt: skip


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
    return signed_in


def do(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session)


def see(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def amend(who: SignedIn, **changed: Any) -> uuid.UUID:
    """Amend as typed; the row's id."""
    return do(who, lambda session: amending.amend(session, AmendmentEntry.read(TYPED | changed)).id)


def copy(who: SignedIn, **changed: Any) -> uuid.UUID:
    """Copy as typed; the row's id."""
    return do(who, lambda session: amending.amend(session, AmendmentEntry.read(COPY | changed)).id)


def withdraw(who: SignedIn, key: uuid.UUID, reason: str = "It was a slip") -> None:
    do(who, lambda session: amending.withdraw(session, key, WithdrawalEntry.read({"reason": reason})))


def work_hours(who: SignedIn, *days: str) -> None:
    """Ten hours for Annie on each of these days."""

    def work(session: Any) -> None:
        key = staff.by_code(session, "AW").id
        dates = map(dt.date.fromisoformat, days)
        session.add_all(Hours(staff_id=key, date=day, category="direct_service", minutes=600, paid=True) for day in dates)

    do(who, work)


def refused(who: SignedIn, **changed: Any) -> dict[str, str]:
    """The fields at fault and their sentences."""
    with pytest.raises(Invalid) as wrong:
        amend(who, **changed)
    return dict(wrong.value.fields)


def test_a_copy_is_for_whom_it_says_and_an_amended_pack_for_whom_it_was(office: SignedIn) -> None:
    copy(office)
    copy(office, pack="id-peer", addressee="Idaho Department of Health and Welfare")
    amend(office)
    amend(office, pack="id-peer", figures={"ratio": "1/5"})
    known = see(office, library)
    assert known["wy-peer"].addressee == ""
    assert known["id-peer"].addressee == "Idaho Department of Health and Welfare"
    assert known["mt-cbhpss"].addressee == "Montana Board of Behavioral Health"
    assert "addressee" in refused(office, addressee="Somebody else")


def test_a_rule_written_before_licenses_implied_others_takes_what_came_with_peerdesk() -> None:
    """What an agency wrote in an earlier version lacks the figure; what it left out on purpose stays out."""
    head = 'code = "mt-cbhpss"\ntitle = "x"\nin_force_from = 2026-01-01\nsource = "x"\n'
    types = '[figures.license_types]\nlabel = "x"\nvalue = ["social_worker"]\nsource = "x"\nconfidence = "our choice"\n'
    none = '[figures.license_types_imply]\nlabel = "x"\nvalue = []\nsource = "x"\nconfidence = "our choice"\n'
    made = Amended(TODAY, "x", "x")
    for code, text, taken in (
        ("mt-cbhpss", head + types, True), ("mt-cbhpss", head + types + none, False),
        ("own", head.replace("mt-cbhpss", "own") + types, True),
    ):  # fmt: skip
        amendment = Amendment(code, dt.date(2026, 1, 1), text, "mt-cbhpss", made)
        rule = amended.library(packs.all_packs(), [amendment])[code].rule_on(TODAY).rule
        assert rule.takes("lcsw") is taken and rule.takes("social_worker")
    assert typed.value("license_types_imply", "none") == ()
    assert typed.value("license_types_imply", "lcsw : social_worker") == ("lcsw: social_worker",)
    for wrong in ("lcsw", "lcsw: lcsw", "lcsw: wizard", ";"):
        with pytest.raises(ValueError, match="pairs"):
            typed.value("license_types_imply", wrong)


class TestEachDayByItsRule:
    def test_the_ledger_takes_the_old_rule_before_and_the_new_from_its_first_day_on(self, office: SignedIn) -> None:
        work_hours(office, "2026-03-15", "2026-03-16")
        before = see(office, lambda session: owed.ledger(session, TODAY, "AW"))[0]
        assert before.months[2].required_minutes == 60
        amend(office)
        months = see(office, lambda session: owed.ledger(session, TODAY, "AW"))[0].months
        assert months[2].required_minutes == Fraction(600, 20) + Fraction(600, 10) == 90
        assert months[2].worked_minutes == 1200

    def test_withdrawn_it_is_as_if_it_had_never_been_and_stays_on_record(self, office: SignedIn) -> None:
        work_hours(office, "2026-03-16")
        key = amend(office)
        withdraw(office, key)
        assert see(office, lambda session: owed.ledger(session, TODAY, "AW"))[0].months[2].required_minutes == 30
        (row,) = see(office, history.listed)
        assert row.withdrawn_reason == "It was a slip" and row.withdrawn_on == TODAY and row.withdrawn_by == row.made_by

    def test_a_rule_with_a_last_day_gives_back_to_the_one_below(self, office: SignedIn) -> None:
        amend(office, in_force_to="2026-03-31")
        pack = see(office, library)["mt-cbhpss"]
        days = {"2026-03-15": 20, "2026-03-16": 10, "2026-03-31": 10, "2026-04-01": 20}
        for day, share in days.items():
            assert pack.rule_on(dt.date.fromisoformat(day)).rule.ratio == Fraction(1, share), day

    def test_account_checklist_statement_log_and_summary_all_take_it(self, office: SignedIn) -> None:
        work_hours(office, "2026-03-16")
        amend(office, in_force_from="2026-01-01", figures={"ratio": "1:10", "training_minutes": "50 h"})
        (mine,) = see(office, lambda session: standing.of_staff(session, "AW", TODAY))
        line = next(one for one in mine.lines if any(figure.name == "training_minutes" for figure in one.figures))
        assert "50 h" in line.words or "50" in line.label
        told = "Amended by your agency on Nov 20, 2026, because: The Board doubled the ratio."
        assert line.figures[0].amended is not None and line.figures[0].amended.words.startswith(told)
        wanted = Wanted("AW", dt.date(2026, 3, 1), dt.date(2026, 3, 31), TODAY)
        statement = see(office, lambda session: sheets.month_statement(session, wanted))
        assert statement.totals.required_minutes == 60 and told in statement.rule_note
        paper = see(office, lambda session: log.values(session, wanted))
        assert paper.totals.ratio == "1 h for each 10 h worked" and told in paper.rule_note
        summary = see(office, lambda session: credential_papers.summary(session, "AW", TODAY))
        assert any(told in source for part in summary.packs for source in part.sources)

    def test_an_exam_is_judged_by_the_rule_of_its_day(self, office: SignedIn) -> None:
        amend(office, figures={"exam_pass_percent": "90"})
        pack = see(office, library)["mt-cbhpss"]
        assert pack.rule_on(dt.date(2026, 3, 15)).rule.amount_on("exam_pass_percent", dt.date(2026, 3, 15)) == 80
        assert pack.rule_on(dt.date(2026, 3, 16)).rule.amount_on("exam_pass_percent", dt.date(2026, 3, 16)) == 90

    def test_a_figure_of_an_older_rule_comes_back_into_force_and_none_takes_one_out(self, office: SignedIn) -> None:
        amend(office, figures={"max_work_without_supervision_minutes": "40 h", "renewal_fee_cents": "none"})
        rule = see(office, library)["mt-cbhpss"].rule_on(TODAY).rule
        assert rule.amount_on("max_work_without_supervision_minutes", TODAY) == 2400
        assert "renewal_fee_cents" not in rule.figures

    def test_a_limit_that_no_pack_sets_is_set(self, office: SignedIn) -> None:
        amend(office, figures={"max_group_share_percent": "50"})
        rule = see(office, library)["mt-cbhpss"].rule_on(TODAY).rule
        assert rule.amount_on(forecast.SHARE, TODAY) == 50

    def test_a_pack_without_a_ratio_gets_one(self, office: SignedIn) -> None:
        assert not see(office, library)["mn-cps1"].has_ratio
        amend(office, pack="mn-cps1", figures={"ratio": "1/40"})
        pack = see(office, library)["mn-cps1"]
        assert pack.has_ratio and pack.rule_on(dt.date(2026, 3, 15)).rule.ratio is None

    def test_one_query_and_none_more_in_a_session(self, office: SignedIn) -> None:
        asked: list[str] = []
        event.listen(office.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        see(office, lambda session: [library(session) for _time in range(3)])
        assert ["pack_amendment" in one for one in asked if one.startswith("SELECT")] == [True]
        assert see(office, library) is packs.all_packs()


DAYS = st.integers(0, 40).map(lambda number: dt.date(2026, 1, 1) + dt.timedelta(days=number))


def own(first: dt.date, last: dt.date | None, share: int) -> Amendment:
    """An amendment by its days and ratio."""
    base = packs.load("mt-cbhpss").rules[0]
    figure = packs.Figure("ratio", "Owed", f"1/{share}", "A book", Confidence.AGENCY, first, None, "")
    figures = amended.changed(base, first, {"ratio": figure}).values()
    text = amended.text("xx", {"title": "X"}, (first, last), "A book", figures)
    return Amendment("xx", first, text, "mt-cbhpss", Amended(first, "why", "A book"))


def shipped(*firsts: dt.date) -> Pack:
    """A pack with a rule from each day, of its own ratio."""
    rules = [Rule(first, None, "A book", ratio=Fraction(1, 100 + place)) for place, first in enumerate(sorted(firsts))]
    return Pack("xx", "X", "X", "", "client", tuple(rules))


@settings(max_examples=60)
@given(st.sets(DAYS, min_size=1, max_size=3), st.dictionaries(DAYS, st.integers(0, 12) | st.none(), max_size=4))
def test_each_day_s_rule_is_the_one_a_slow_reading_finds(
    firsts: set[dt.date], given_days: dict[dt.date, int | None]
) -> None:
    """Against the rule read out day by day: the agency's with an end that covers the day, else the latest begun."""
    spans: list[tuple[dt.date, dt.date | None, int]] = []
    for first, length in sorted(given_days.items()):
        last = first + dt.timedelta(days=length) if length is not None else None
        if not any(end and begin <= first <= end for begin, end, _share in spans) and not (
            last and any(first < other <= last for other in given_days)
        ):
            spans.append((first, last, 10 + len(spans)))
    pack = amended.library({"xx": shipped(*firsts)}, [own(*span) for span in spans])["xx"]
    begun = [(first, 0, Fraction(1, 100 + place)) for place, first in enumerate(sorted(firsts))]
    begun += [(first, 1, Fraction(1, share)) for first, last, share in spans if last is None]
    for number in range(60):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        covering = [Fraction(1, share) for first, last, share in spans if last and first <= day <= last]
        latest = [one for one in begun if one[0] <= day]
        if covering or latest:
            expected = covering[0] if covering else max(latest)[2]
            assert pack.rule_on(day).rule.ratio == expected, day


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_words_come_back_from_the_text_as_they_were(reason: str, source: str) -> None:
    figure = packs.Figure(
        "ratio", "Owed", "1/7", source, Confidence.AGENCY, dt.date(2026, 1, 1), None, "", Amended(TODAY, reason, source)
    )
    text = amended.text("xx", {"title": reason}, (dt.date(2026, 1, 1), None), source, [figure])
    table, rule = packs.read_rule("xx", text)
    assert table["title"] == reason and rule.source == source and rule.ratio == Fraction(1, 7)
    assert rule.figures["ratio"].amended == Amended(TODAY, reason, source)


def test_nothing_is_judged_by_the_packs_that_came_with_peerdesk_alone() -> None:
    """Screens and rooms take the agency's packs; only what lists or changes packs may look at those of the files."""
    named = {"packs", "rules", "kinds"}  # kinds: the help of an import's column
    places = [path for path in Path(app.__file__).parent.rglob("*.py") if path.parent.name not in named]
    assert len(places) > 300
    calls = ("packs.load(", "packs.all_packs(")
    assert [path.name for path in places if any(call in path.read_text(encoding="utf-8") for call in calls)] == []


class TestCopies:
    def test_a_copy_has_its_own_code_and_title_and_people_work_under_it(self, office: SignedIn) -> None:
        copy(office)
        pack = see(office, library)["wy-peer"]
        assert (pack.title, pack.staff_title, pack.origin) == ("Wyoming peer specialist", "CPS", "mt-cbhpss")
        assert pack.rules[0].ratio == Fraction(1, 10) and pack.rules[0].license_types
        entry = StaffEntry.read({"code": "JB", "name": "Joe Bird", "pack": "wy-peer", "started_on": "2026-01-01"})
        do(office, lambda session: staff.add(session, entry))
        (line,) = see(office, lambda session: owed.ledger(session, TODAY, "JB"))
        assert line.pack == "wy-peer" and line.months[0].owed_minutes == 0
        (mine,) = see(office, lambda session: standing.of_staff(session, "JB", TODAY))
        assert mine.gaps, "the topics of the pack that it was copied from"

    def test_its_only_rule_stays_while_somebody_works_under_it(self, office: SignedIn) -> None:
        key = copy(office)
        entry = StaffEntry.read({"code": "JB", "name": "Joe Bird", "pack": "wy-peer", "started_on": "2026-01-01"})
        do(office, lambda session: staff.add(session, entry))
        with pytest.raises(Problem, match="wy-peer stand in records"):
            withdraw(office, key)
        assert "wy-peer" in see(office, library)

    def test_nobody_works_under_it_so_it_goes_and_its_code_stays_taken(self, office: SignedIn) -> None:
        key = copy(office)
        withdraw(office, key)
        assert "wy-peer" not in see(office, library)
        with pytest.raises(Invalid) as wrong:
            copy(office)
        assert "taken" in wrong.value.fields["pack"]

    def test_a_copy_is_amended_and_copied_in_its_turn(self, office: SignedIn) -> None:
        copy(office)
        amend(office, pack="wy-peer", in_force_from="2026-06-01", figures={"ratio": "1/5"})
        do(office, lambda session: amending.amend(session, AmendmentEntry.read(
            COPY | {"pack": "id-peer", "copy_of": "wy-peer", "in_force_from": "2026-07-01", "figures": {}})))  # fmt: skip
        known = see(office, library)
        assert [rule.ratio for rule in known["wy-peer"].rules] == [Fraction(1, 10), Fraction(1, 5)]
        assert known["id-peer"].rules[0].ratio == Fraction(1, 5) and known["id-peer"].origin == "mt-cbhpss"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"pack": "mt-mfp"}, "pack"), ({"pack": "Wyoming Peer"}, "pack"), ({"pack": "WY"}, "pack"),
            ({"title": ""}, "title"), ({"staff_title": " "}, "staff_title"), ({"copy_of": "xx"}, "copy_of"),
            ({"in_force_to": "2030-01-01"}, "in_force_to"),
        ],
    )  # fmt: skip
    def test_what_a_copy_lacks_is_told(self, office: SignedIn, changed: dict[str, str], field: str) -> None:
        with pytest.raises(Invalid) as wrong:
            copy(office, **changed)
        assert list(wrong.value.fields) == [field] and wrong.value.fields[field].strip().endswith(".")


class TestWhatIsRefused:
    @pytest.mark.parametrize("ratio", ["0", "0/20", "-1/20", "1/0", "2/1", "1.5", "", "one", "1/20/3", "1/99999", "٣/٤"])
    def test_a_ratio_of_zero_or_below_or_none_at_all(self, office: SignedIn, ratio: str) -> None:
        assert "ratio" in refused(office, figures={"ratio": ratio})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("exam_pass_percent", "101"), ("exam_pass_percent", "79.99"), ("training_minutes", "-1"),
            ("training_minutes", "0"), ("min_session_minutes", "1441"), ("ce_minutes_yearly", "9999999999"),
            ("renewal_due", "02-30"), ("renewal_due", "13-01"), ("carries_surplus", "perhaps"),
            ("license_types", "social_worker; wizard"), ("license_types", ";"), ("ce_starts", "soon"),
            ("attestation_parts", "shoe size"), ("minimum_age", "121"),
        ],
    )  # fmt: skip
    def test_a_figure_out_of_bounds(self, office: SignedIn, name: str, value: str) -> None:
        wrong = refused(office, figures={name: value})
        assert list(wrong) == [name] and len(wrong[name]) > 10

    def test_an_unknown_figure_is_named(self, office: SignedIn) -> None:
        assert "shoe_size" in refused(office, figures={"shoe_size": "40"})["shoe_size"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"reason": " "}, "reason"), ({"source": ""}, "source"), ({"in_force_from": ""}, "in_force_from"),
            ({"in_force_from": "2026-02-30"}, "in_force_from"), ({"in_force_to": "2026-03-15"}, "in_force_to"),
            ({"pack": "xx"}, "pack"), ({"figures": {}}, "figures"), ({"figures": {"ratio": "1/20"}}, "figures"),
            ({"in_force_from": "2016-01-01"}, "in_force_to"), ({"title": "Mine"}, "title"),
            ({"confidence": "sure"}, "confidence"),
            ({"in_force_from": "2016-01-01", "in_force_to": "2017-09-29"}, "in_force_to"),
        ],
    )  # fmt: skip
    def test_what_is_missing_or_does_not_fit(self, office: SignedIn, changed: dict[str, Any], field: str) -> None:
        wrong = refused(office, **changed)
        assert list(wrong) == [field] and wrong[field].strip().endswith(".")
        assert see(office, history.listed) == []

    def test_a_first_day_twice(self, office: SignedIn) -> None:
        amend(office)
        assert "begins on this day already" in refused(office, figures={"ratio": "1/5"})["in_force_from"]

    def test_without_an_end_it_would_overlap_its_successor(self, office: SignedIn) -> None:
        amend(office)
        wrong = refused(office, in_force_from="2026-02-01", figures={"ratio": "1/5"})
        assert "Mar 16, 2026" in wrong["in_force_to"]
        amend(office, in_force_from="2026-02-01", in_force_to="2026-02-28", figures={"ratio": "1/5"})
        inside = refused(office, in_force_from="2026-02-10", in_force_to="2026-02-12", figures={"ratio": "1/6"})
        assert "Feb 28, 2026" in inside["in_force_from"]

    def test_before_the_pack_s_first_rule_up_to_the_day_before_it(self, office: SignedIn) -> None:
        amend(office, in_force_from="2016-01-01", in_force_to="2017-09-30")
        pack = see(office, library)["mt-cbhpss"]
        assert not pack.rule_on(dt.date(2016, 5, 5)).before_first
        assert [rule.ratio for rule in pack.rules] == [Fraction(1, 10), Fraction(1, 20)]

    def test_a_rule_that_another_rests_on_goes_last(self, office: SignedIn) -> None:
        first = copy(office)
        second = amend(office, pack="wy-peer", in_force_to="2026-03-31", figures={"ratio": "1/5"})
        with pytest.raises(Problem, match="rests on this one"):
            withdraw(office, first)
        withdraw(office, second)
        withdraw(office, first)
        with pytest.raises(Problem, match="taken back before"):
            withdraw(office, first)

    def test_no_reason_no_withdrawal(self, office: SignedIn) -> None:
        with pytest.raises(Invalid) as wrong:
            WithdrawalEntry.read({"reason": "  "})
        assert list(wrong.value.fields) == ["reason"]

    @pytest.mark.parametrize("roles", ["supervisor", "peer_supporter", "auditor"])
    def test_only_a_manager_amends_and_all_read(self, office: SignedIn, roles: str) -> None:
        key = amend(office)
        link = {"supervisor": {"supervisor": "RC"}, "peer_supporter": {"staff": "AW"}}.get(roles, {})
        other = agency.enter(office, "Somebody", roles, **link)
        with pytest.raises(Forbidden):
            amend(other, in_force_from="2026-05-01")
        with pytest.raises(Forbidden):
            withdraw(other, key)
        assert see(other, library)["mt-cbhpss"].rule_on(TODAY).rule.ratio == Fraction(1, 10)
        assert len(see(other, history.listed)) == 1


class TestTheRecord:
    def test_who_when_why_and_what_changed_is_listed(self, office: SignedIn) -> None:
        amend(office)
        (row,) = see(office, history.listed)
        assert (row.pack, row.in_force_from, row.made_on) == ("mt-cbhpss", dt.date(2026, 3, 16), TODAY)
        assert row.reason == TYPED["reason"]
        assert row.made_by == "Ann Manager" and row.source == TYPED["source"] and row.withdrawn_on is None
        assert [(one.label, one.before, one.after) for one in row.changes] == [
            ("Supervision owed for time worked", "1 h for each 20 h worked", "1 h for each 10 h worked")
        ]

    def test_each_change_leaves_its_audit_row_and_the_chain_holds(self, office: SignedIn) -> None:
        key = amend(office)
        withdraw(office, key)
        with office.store.engine.connect() as connection:
            query = select(AuditRow.action, AuditRow.actor).where(AuditRow.table == "pack_amendment").order_by(AuditRow.seq)
            rows = connection.execute(query).all()
        assert [row.action for row in rows] == ["add", "change"]
        assert {row.actor for row in rows} == {office.actor.key}
        assert verify.run(office) == []

    def test_every_known_figure_can_be_typed_as_it_is_shown(self) -> None:
        """Walks every figure of every pack: what stands on screen is what the field shows, and what it takes."""
        for pack in packs.all_packs().values():
            for rule in pack.rules:
                for name, figure in rule.figures.items():
                    text = figures.words(figure)
                    assert not re.search(r"[a-z]_[a-z]|\d/\d", text), (pack.code, name, text)
                    if figure.told_only:
                        with pytest.raises(ValueError, match="information"):
                            typed.value(name, text)
                    else:
                        assert typed.value(name, text) == figure.value, (pack.code, name)

    @pytest.mark.parametrize(
        ("name", "text", "value"),
        [
            ("ratio", "1 h for each 10 h worked", "1/10"), ("ratio", "1 hour of supervision per 15 hours", "1/15"),
            ("ratio", "2 h for each 30 h", "1/15"), ("ratio", "1/40", "1/40"), ("ratio", "1 : 40", "1/40"),
            ("training_minutes", "50 h", 3000), ("training_minutes", "46 h 30 min", 2790),
            ("training_minutes", "7.5 h", 450),
            ("min_session_minutes", "20 min", 20), ("min_session_minutes", "1 hour", 60),
            ("renewal_fee_cents", "$93.00", 9300), ("renewal_fee_cents", "95", 9500),
            ("renewal_fee_cents", "$1,250", 125_000),
            ("exam_pass_percent", "85 %", 85), ("exam_pass_percent", "85", 85), ("renewal_due", "June 30", "06-30"),
            ("renewal_due", "Sep 30", "09-30"), ("renewal_due", "6-30", "06-30"), ("carries_surplus", "Yes", True),
            ("license_types", "Physician; lcsw", ("physician", "lcsw")),
            ("experience_categories", "Direct service", ("direct_service",)),
            ("license_types_imply", "Licensed clinical social worker (LCSW) = Social worker", ("lcsw: social_worker",)),
        ],
    )  # fmt: skip
    def test_what_is_typed_has_one_meaning(self, name: str, text: str, value: object) -> None:
        assert typed.value(name, text) == value

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("training_minutes", "40"), ("training_minutes", "40 min h"), ("training_minutes", "1.333 h"),
            ("renewal_due", "Ju 30"),
            ("renewal_due", "June 31"), ("ratio", "1 h"), ("carries_deficit", "none"), ("not_therapist", "none"),
            ("renewal_fee_cents", "93.5"), ("service_code", "T1"), ("group_credit", "half"),
        ],
    )  # fmt: skip
    def test_what_may_mean_two_things_or_cannot_be_amended_is_refused(self, name: str, text: str) -> None:
        """Of 40 nobody could say whether it means hours or minutes."""
        with pytest.raises(ValueError) as wrong:
            typed.value(name, text)
        assert str(wrong.value).endswith(".") and len(str(wrong.value)) > 15
