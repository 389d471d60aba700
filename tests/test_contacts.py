"""Whom to call: what comes with Peerdesk, amended, checked, hidden and added to by the agency; on help, forms and paper."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.models.audit import AuditRow
from app.services.across import due, papers
from app.services.across.opening import SignedIn
from app.services.contacts import records, standard, words
from app.services.contacts.entry import ContactEntry, HidingEntry
from app.services.contacts.standard import Contact, Kind, Sure
from app.services.documents import crisis_page
from app.services.documents.crisis_page import CrisisLine, CrisisPage
from app.services.documents.people import Letterhead
from app.services.problems import Forbidden, Invalid, NotFound, Problem
from app.services.store import session as sessions
from app.services.users import Action
from tests import agency
from tests.pdfs import pages

TODAY = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 12, 1, 18, tzinfo=dt.UTC)
OWN = {
    "name": "Lake County Attorney", "kind": "report_adult", "region": "local", "purpose": "To report harm to an adult.",
    "number": "(406) 555-0142", "hours": "Monday to Friday", "source": "I called them", "checked_on": "2026-12-01",
    "on_page": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """The clock stands on one day; a test may move it."""
    now = [AT]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return lambda at: now.__setitem__(0, at)


def act(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor) as session:
        return work(session)


def read(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def add(who: SignedIn, key: str = "", **more: str) -> str:
    return act(who, lambda session: records.save(session, ContactEntry.read(OWN | more), key))


def one(who: SignedIn, key: str) -> Contact:
    return read(who, lambda session: records.load(session, key))


def typed(contact: Contact, **more: str) -> ContactEntry:
    names = ContactEntry.model_fields
    return ContactEntry.read({name: getattr(contact, name) for name in names} | more)


def test_what_comes_with_peerdesk_stands_in_order_of_need(signed_in: SignedIn) -> None:
    found = read(signed_in, records.shown)
    order = list(Kind)
    assert [one.key for one in found][:2] == ["emergency", "lifeline"]
    assert [order.index(one.kind) for one in found] == sorted(order.index(one.kind) for one in found)
    assert Kind.PROGRAM not in {one.kind for one in found}
    for contact in found:
        assert contact.checked(TODAY) == "Checked Nov 30, 2026" and contact.read_at()


def test_an_agency_adds_changes_and_removes_its_own(signed_in: SignedIn) -> None:
    key = add(signed_in)
    kept = one(signed_in, key)
    assert (kept.number, kept.own, kept.sure, kept.on_page) == ("406-555-0142", True, Sure.AGENCY, True)
    assert add(signed_in, key, hours="Day and night") == key
    assert one(signed_in, key).hours == "Day and night"
    entry = act(signed_in, lambda session: records.remove(session, key))
    with pytest.raises(NotFound):
        one(signed_in, key)
    again = act(signed_in, lambda session: records.save(session, entry, again=True))
    assert one(signed_in, again).number == "406-555-0142"
    with pytest.raises(NotFound):
        act(signed_in, lambda session: records.remove(session, "lifeline"))
    query = select(AuditRow.action).where(AuditRow.table == "agency_contact").order_by(AuditRow.seq)
    with signed_in.store.engine.connect() as connection:
        assert list(connection.execute(query).scalars()) == ["add", "change", "remove", "add"]


def test_one_that_comes_with_peerdesk_is_amended_and_stands_again_as_it_came(signed_in: SignedIn) -> None:
    before = one(signed_in, "montana-adult")
    entry = typed(before, number="406-555-0177", checked_on="2026-12-01")
    act(signed_in, lambda session: records.save(session, entry, "montana-adult"))
    now = one(signed_in, "montana-adult")
    assert (now.number, now.amended, now.sure) == ("406-555-0177", True, Sure.AGENCY)
    given = act(signed_in, lambda session: records.as_it_came(session, "montana-adult"))
    assert one(signed_in, "montana-adult") == before
    act(signed_in, lambda session: records.save(session, given, "montana-adult", again=True))
    assert one(signed_in, "montana-adult") == now


def test_another_number_is_not_taken_under_the_old_day(signed_in: SignedIn) -> None:
    entry = typed(one(signed_in, "montana-adult"), number="406-555-0177")
    with pytest.raises(Invalid) as refused:
        act(signed_in, lambda session: records.save(session, entry, "montana-adult"))
    assert set(refused.value.fields) == {"checked_on"}


def test_what_is_typed_as_it_came_amends_nothing(signed_in: SignedIn) -> None:
    entry = typed(one(signed_in, "lifeline"), checked_on="2026-12-01")
    act(signed_in, lambda session: records.save(session, entry, "lifeline"))
    now = one(signed_in, "lifeline")
    assert (now.amended, now.checked_on, now.sure) == (False, TODAY, Sure.AGENCY)


def test_an_update_s_number_is_neither_masked_by_a_check_nor_lost_behind_an_amendment(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(signed_in, lambda session: records.confirm(session, ["montana-child"]))
    entry = typed(one(signed_in, "montana-adult"), number="406-555-0177", checked_on="2026-12-01")
    act(signed_in, lambda session: records.save(session, entry, "montana-adult"))
    from dataclasses import replace

    newer = {code: replace(kept, number="1-888-555-0199") if code.startswith("montana-") else kept
             for code, kept in standard.known().items()}  # fmt: skip
    monkeypatch.setattr(standard, "known", lambda: newer)
    child, adult = one(signed_in, "montana-child"), one(signed_in, "montana-adult")
    assert (child.number, child.sure, child.checked_on) == ("1-888-555-0199", Sure.OFFICIAL, dt.date(2026, 11, 30))
    assert (adult.number, adult.newer) == ("406-555-0177", "1-888-555-0199")


def test_a_contact_is_hidden_with_a_reason_and_shown_again(signed_in: SignedIn) -> None:
    with pytest.raises(Invalid):
        HidingEntry.read({"reason": " "})
    act(signed_in, lambda session: records.hide(session, "spanish", HidingEntry.read({"reason": "Not asked for here"})))
    assert "spanish" not in {kept.key for kept in read(signed_in, records.shown)}
    assert one(signed_in, "spanish").hidden == "Not asked for here"
    act(signed_in, lambda session: records.show(session, "spanish"))
    assert "spanish" in {kept.key for kept in read(signed_in, records.shown)}


def test_checks_are_confirmed_and_taken_back(signed_in: SignedIn, day: Any) -> None:
    key = add(signed_in)
    day(AT + dt.timedelta(days=30))
    keys = [kept.key for kept in read(signed_in, records.shown)]
    before = read(signed_in, records.shown)
    done = act(signed_in, lambda session: records.confirm(session, keys))
    assert {kept.checked_on for kept in read(signed_in, records.shown)} == {dt.date(2026, 12, 31)}
    assert {kept.sure for kept in read(signed_in, records.shown)} == {Sure.AGENCY}
    act(signed_in, lambda session: records.take_back(session, done))
    assert read(signed_in, records.shown) == before
    with pytest.raises(NotFound):
        act(signed_in, lambda session: records.confirm(session, [key, "nobody"]))


def test_everybody_reads_and_only_a_manager_changes(signed_in: SignedIn) -> None:
    act(signed_in, agency.people)
    key = add(signed_in)
    entry = ContactEntry.read(OWN | {"name": "Mine"})
    for role, link in (("supervisor", {"supervisor": "RC"}), ("peer_supporter", {"staff": "AW"}), ("auditor", {})):
        who = agency.enter(signed_in, role.title(), role, **link)
        assert key in {kept.key for kept in read(who, records.shown)}
        for work in (
            lambda session: records.save(session, entry),
            lambda session: records.save(session, entry, key),
            lambda session: records.hide(session, "lifeline", HidingEntry(reason="x")),
            lambda session: records.show(session, "lifeline"),
            lambda session: records.confirm(session, [key]),
            lambda session: records.as_it_came(session, "lifeline"),
            lambda session: records.remove(session, key),
            lambda session: records.take_back(session, ()),
        ):
            with pytest.raises(Forbidden):
                act(who, work)
        assert not [item for item in read(who, lambda session: due.due(session, dt.date(2030, 1, 1))).items
                    if item.target == "contacts"]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "866-820", "area code"), ("number", "1-866-820-KIDS", "figures only"),
        ("number", "12345678901234", "area code"),
        ("number", "066-820-1234", "area code"), ("number", "4.06555E+09", "area code"),
        ("number", "٤٠٦-٥٥٥-٠١٢٣", "area code"),
        ("number", "406-555-0123\n", ""), ("number", "406\u202e-555-0123", "direction"), ("name", "", "needed"),
        ("name", "x" * 51, "50 characters"), ("name", "A\u202eB", "direction"), ("name", "A\x00B", "control"),
        ("purpose", "x" * 81, "80 characters"), ("hours", "x" * 41, "40 characters"), ("more", "x" * 21, "20 characters"),
        ("texting", "HOME", "what to text"), ("texting", "1234567", "what to text"), ("web", "example", "web site"),
        ("web", "javascript:alert(1)", "web site"), ("web", "a b.org", "web site"),
        ("web", "http://me@example.org", "web site"),
        ("web", "ехample.org", "web site"), ("kind", "program", "Choose one of"), ("kind", "", "needed"),
        ("region", "mars", "Choose one of"), ("source", "", "needed"), ("checked_on", "", "needed"),
        ("checked_on", "2026-02-30", "no such day"), ("checked_on", "soon", "year-month-day"),
        ("on_page", "maybe", "yes or no"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_reason(field: str, value: str, says: str) -> None:
    if not says:
        assert getattr(ContactEntry.read(OWN | {field: value}), field) == value.strip()
        return
    with pytest.raises(Invalid) as refused:
        ContactEntry.read(OWN | {field: value})
    assert says in refused.value.fields[field]


def test_a_contact_without_a_way_to_reach_it_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        ContactEntry.read(OWN | {"number": ""})
    assert "way to reach it" in refused.value.fields["number"]
    with pytest.raises(Invalid) as refused:
        ContactEntry.read(OWN | {"number": "", "web": "example.org", "more": "then press 1"})
    assert "more" in refused.value.fields


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("number", "4065550123", "406-555-0123"), ("number", "+1 (800) 555-0123", "1-800-555-0123"),
        ("number", "211", "211"),
        ("number", "406.555.0123 x 12", "406-555-0123, extension 12"), ("texting", "hello to 12345", "HELLO to 12345"),
        ("texting", "406 555 0123", "406-555-0123"), ("web", "https://Example.org/", "example.org"),
        ("web", "example.org/help?now=1", "example.org/help?now=1"), ("name", "  Č̓ɫk̓ʷšá line ", "Č̓ɫk̓ʷšá line"),
    ],
)  # fmt: skip
def test_what_has_one_meaning_is_kept_in_one_form(field: str, value: str, kept: str) -> None:
    assert getattr(ContactEntry.read(OWN | {field: value}), field) == kept


def test_a_day_to_come_a_name_taken_and_a_full_page_are_refused_by_field(signed_in: SignedIn) -> None:
    add(signed_in)
    for more, field in (
        ({"checked_on": "2026-12-02", "name": "B"}, "checked_on"), ({"name": "lake COUNTY attorney"}, "name"),
        ({"name": "Veterans Crisis Line"}, "name"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            add(signed_in, **more)
        assert set(refused.value.fields) == {field}
    here = len(read(signed_in, records.on_page))
    for number in range(here, records.MOST):
        add(signed_in, name=f"Line {number}")
    with pytest.raises(Invalid) as refused:
        add(signed_in, name="One too many")
    assert "on_page" in refused.value.fields
    key = add(signed_in, name="Off the page", on_page="no")
    assert one(signed_in, key).on_page is False
    act(signed_in, lambda session: records.hide(session, "spanish", HidingEntry(reason="No room")))
    add(signed_in, name="In its place")
    with pytest.raises(Invalid):
        act(signed_in, lambda session: records.show(session, "spanish"))


def test_home_asks_a_manager_once_the_oldest_check_is_a_year_old(signed_in: SignedIn, day: Any) -> None:
    def asked(on: dt.date) -> list[Any]:
        return [item for item in read(signed_in, lambda session: due.due(session, on)).items if item.target == "contacts"]

    assert asked(dt.date(2027, 11, 29)) == []
    (item,) = asked(dt.date(2027, 11, 30))
    assert (item.what, item.on, item.action) == ("Check the telephone numbers", dt.date(2027, 11, 30), "Open")
    day(dt.datetime(2027, 11, 30, 18, tzinfo=dt.UTC))
    keys = [kept.key for kept in read(signed_in, records.shown)]
    act(signed_in, lambda session: records.confirm(session, keys[1:]))
    (item,) = asked(dt.date(2027, 11, 30))
    assert item.detail.startswith("1 ")
    act(signed_in, lambda session: records.confirm(session, keys[:1]))
    assert asked(dt.date(2027, 11, 30)) == [] and asked(dt.date(2028, 11, 30))


def test_a_number_checked_more_than_a_year_ago_is_told_so() -> None:
    line = standard.one("lifeline")
    assert "more than a year ago" not in line.told(dt.date(2027, 11, 30))
    assert line.checked(dt.date(2027, 12, 1)) == "Checked Nov 30, 2026, more than a year ago"


def test_help_and_the_incident_s_form_say_the_agency_s_numbers(signed_in: SignedIn) -> None:
    add(signed_in, kind="report_child", name="Tribal *child* [line] <b>", number="406-555-0199")
    entry = typed(one(signed_in, "montana-child"), number="406-555-0188", checked_on="2026-12-01")
    act(signed_in, lambda session: records.save(session, entry, "montana-child"))
    found = read(signed_in, records.shown)
    said = words.child(found, TODAY)
    assert "Montana: 406-555-0188" in said and "Checked Dec 1, 2026" in said and "406-555-0199" in said
    assert "1-866-820" not in said
    assert "1-844-277-9300" in words.adult(found, TODAY) and "county attorney" in words.adult(found, TODAY)
    assert "911" in words.harm_to_others(found, TODAY) and "988" in words.harm_to_self(found, TODAY)
    page = words.filled("Call {{number:emergency}}.\n\n{{contacts}}", found, TODAY)
    assert "Call 911." in page and "{{" not in page
    assert r"Tribal \*child\* \[line\] \<b\>" in page
    for contact in found:
        assert words._plain(contact.reach) in page
    assert page.count("Checked ") == len(found) == page.count("Source: ")


def test_a_hidden_line_is_offered_nowhere_but_where_nothing_else_would_be(signed_in: SignedIn) -> None:
    for key in ("montana-child", "emergency"):
        act(signed_in, lambda session, key=key: records.hide(session, key, HidingEntry(reason="Ours differs")))
    found = read(signed_in, records.shown)
    assert "5437" not in words.child(found, TODAY) and "ask your supervisor" in words.child(found, TODAY)
    assert "911" in words.harm_to_others(found, TODAY)


def test_the_crisis_page_is_one_sheet_with_every_number_its_day_and_source(signed_in: SignedIn) -> None:
    add(signed_in)
    data = read(signed_in, lambda session: papers.render(session, "crisis-page", papers.Asked()))
    (text,) = pages(data)
    plain = " ".join(text.split())
    for contact in read(signed_in, records.on_page):
        assert contact.name in plain
        for number in re.findall(r"[\d-]{3,}", contact.reach):
            assert number in plain
    assert plain.count("Checked ") == len(read(signed_in, records.on_page)) == plain.count("Source: ")
    assert "Ombudsman" not in plain.replace("Child and Family Ombudsman", "")
    assert data == read(signed_in, lambda session: papers.render(session, "crisis-page", papers.Asked()))
    later = papers.Asked(as_of=dt.date(2028, 1, 1))
    (text,) = pages(read(signed_in, lambda session: papers.render(session, "crisis-page", later)))
    assert "more than a year ago" in " ".join(text.split())


@pytest.mark.parametrize("count", [1, 5, records.MOST])
def test_the_sheet_holds_the_longest_that_can_be_typed(count: int) -> None:
    wide = "Wide words, meant " * 9
    line = CrisisLine(
        "1-800-555-0123, extension 123456, then press 1, then 2, or text ABCDEFGHIJKL to 123456", wide[:50], wide[:80],
        wide[:40], "Checked Sep 30, 2026, more than a year ago. Source: " + wide[:120],
    )  # fmt: skip
    sheet = CrisisPage(Letterhead("An agency of " * 15, "1 Road, " * 24, "(406) 555-0100"), (line,) * count, TODAY)
    found = pages(crisis_page.render(sheet))
    assert len(found) == 1 and found[0].count("Source:") == count


def test_an_empty_crisis_page_is_refused(signed_in: SignedIn) -> None:
    for contact in read(signed_in, records.on_page):
        act(signed_in, lambda session, key=contact.key: records.hide(session, key, HidingEntry(reason="No")))
    with pytest.raises(Problem, match="Settings, Contacts"):
        read(signed_in, lambda session: papers.render(session, "crisis-page", papers.Asked()))


def grade(text: str) -> float:
    """Flesch-Kincaid, with syllables counted as groups of vowels."""
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    found = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", one.lower())))) for one in found)
    return 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59


def test_what_clients_read_is_at_grade_six() -> None:
    said = " ".join(f"{one.purpose} {one.hours}." for one in standard.known().values() if one.on_page)
    own = "You are not alone. People who care will answer. If a line is busy, try the next one. " \
          "When it is safe, tell your peer supporter or our office. It is all right to ask for help."  # fmt: skip
    assert grade(said) <= 6 and grade(own) <= 6
    odd = re.compile(r"\b(addict|abuser|clean|suicidal|commit|victim|patient|the mentally)\b", re.I)
    assert not odd.search(said)


def test_the_roles_say_who_may_amend() -> None:
    from app.services.users import TABLE, Role

    assert TABLE[Action.SEE_CONTACTS] == frozenset(Role) and TABLE[Action.EDIT_CONTACTS] == {Role.MANAGER}
