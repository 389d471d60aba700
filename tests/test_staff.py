"""Staff: people under rule packs, with names that keep their days; what is refused says which field."""

import datetime as dt
from typing import Any

import pytest

from app.services import staff
from app.services.across.opening import SignedIn
from app.services.problems import Invalid, NotFound
from app.services.staff import StaffEntry
from app.services.store import session as sessions

ANNIE = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2026-01-01"}


def add(signed_in: SignedIn, **changed: str) -> Any:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        return staff.add(session, StaffEntry.read(ANNIE | changed)).id


def change(signed_in: SignedIn, key: Any, name_from: dt.date | None = None, **changed: str) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.change(session, key, StaffEntry.read(ANNIE | changed), name_from)


def names(signed_in: SignedIn, *days: dt.date) -> list[str]:
    from sqlalchemy import select

    from app.models.staff import StaffName

    with sessions.reading(signed_in.store, signed_in.actor) as session:
        kept = list(session.scalars(select(StaffName)))
        return [staff.name_on(kept, day, "?") for day in days]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "A W"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "Two\nlines"}, "name"),
        ({"started_on": "01/02/2026"}, "started_on"),
        ({"started_on": "1700006400"}, "started_on"),
        ({"ended_on": "2025-12-31"}, "ended_on"),
        ({"certified_on": "2026-05-01", "certification_expires_on": "2026-04-30"}, "certification_expires_on"),
        ({"opening_owed_minutes": "60"}, "opened_on"),
        ({"opened_on": "2026-01-01"}, "opening_owed_minutes"),
        ({"opening_owed_minutes": "-5", "opened_on": "2026-01-01"}, "opening_owed_minutes"),
        ({"opening_ce_hours": "5"}, "ce_opened_on"),
        ({"ce_opened_on": "2026-01-01"}, "opening_ce_hours"),
    ],
)
def test_what_cannot_be_taken_says_which_field(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        StaffEntry.read(ANNIE | changed)
    assert field in refused.value.fields


def test_an_unknown_pack_is_refused_with_those_there_are(signed_in: SignedIn) -> None:
    """Only the store knows the agency's own packs, so this is asked when the row is kept."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session, pytest.raises(Invalid) as refused:
        staff.add(session, StaffEntry.read(ANNIE | {"pack": "mt-nothing"}))
    assert "mt-cbhpss" in refused.value.fields["pack"]


def test_dates_are_compared_only_within_a_pair() -> None:
    """A certificate from before the first day here, and hours counted from before it, are fine."""
    early = {"certified_on": "2020-01-01", "opening_owed_minutes": "0", "opened_on": "2025-01-01"}
    found = StaffEntry.read(ANNIE | early)
    assert (found.certified_on, found.opened_on) == (dt.date(2020, 1, 1), dt.date(2025, 1, 1))


@pytest.mark.parametrize("name", ["Malí Č̓ɫk̓ʷšá", "Ƛ̓atk̓ʷ", "Đặng Thị Hồng", "佐藤", "O'Neill-Søby", "=1+1"])
def test_a_name_in_any_script_is_kept(signed_in: SignedIn, name: str) -> None:
    add(signed_in, name=name)
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert staff.by_code(session, "AW").name == StaffEntry.read(ANNIE | {"name": name}).name


def test_a_code_again_with_another_pack_is_a_further_enrolment(signed_in: SignedIn) -> None:
    add(signed_in)
    add(signed_in, pack="mt-mfp")
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert sorted(row.pack for row in staff.by_code(session, "AW").enrolments) == ["mt-cbhpss", "mt-mfp"]
    for changed, field in (({}, "code"), ({"pack": "mt-fps", "name": "Another"}, "name")):
        with pytest.raises(Invalid) as refused:
            add(signed_in, **changed)
        assert list(refused.value.fields) == [field]


def test_a_new_name_holds_from_its_day_and_leaves_the_past(signed_in: SignedIn) -> None:
    key = add(signed_in)
    change(signed_in, key, dt.date(2026, 5, 1), name="Annie Redhorse")
    assert names(signed_in, dt.date(2026, 4, 30), dt.date(2026, 5, 1)) == ["Annie Whitegrass", "Annie Redhorse"]
    with pytest.raises(Invalid):
        change(signed_in, key, dt.date(2026, 5, 1), name="Annie Again")


def test_a_slip_of_the_pen_is_mended_everywhere(signed_in: SignedIn) -> None:
    key = add(signed_in, name="Anie Whitegrass")
    change(signed_in, key)
    assert names(signed_in, dt.date(2020, 1, 1)) == ["Annie Whitegrass"]


def test_a_code_cannot_be_taken_over(signed_in: SignedIn) -> None:
    add(signed_in)
    other = add(signed_in, code="DR", name="Dale Running Crane")
    with pytest.raises(Invalid) as refused:
        change(signed_in, other, code="AW", name="Dale Running Crane")
    assert list(refused.value.fields) == ["code"]


def test_unknown_ones_are_said(signed_in: SignedIn) -> None:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        with pytest.raises(NotFound):
            staff.by_code(session, "ZZ")
        with pytest.raises(NotFound):
            staff.enrolment(session, signed_in.actor.user_id)


@pytest.mark.parametrize("sort", ["name", "code", "title", "started_on"])
@pytest.mark.parametrize("descending", [False, True])
def test_list_windows_meet_without_gap_or_repeat(signed_in: SignedIn, sort: str, descending: bool) -> None:
    for number in range(7):
        add(signed_in, code=f"P{number}", name=f"Person {number % 3}", title="Peer", started_on=f"2026-01-0{number + 1}")
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        whole = staff.window(session, sort=sort, descending=descending)
        paged: list[staff.StaffRow] = []
        after = None
        while page := staff.window(session, sort=sort, descending=descending, after=after, limit=2):
            paged += page
            after = (getattr(page[-1], sort), page[-1].id)
        assert paged == whole and len(whole) == 7
        assert [row.code for row in staff.window(session, text="p3")] == ["P3"]


def test_choices_of_a_day_are_those_enrolled_then(signed_in: SignedIn) -> None:
    add(signed_in, ended_on="2026-02-28")
    add(signed_in, code="DR", name="Dale Running Crane", started_on="2026-02-01")
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert [code for code, _name in staff.choices(session)] == ["AW", "DR"]
        assert [code for code, _name in staff.choices(session, dt.date(2026, 1, 15))] == ["AW"]
        assert [code for code, _name in staff.choices(session, dt.date(2026, 3, 1))] == ["DR"]
