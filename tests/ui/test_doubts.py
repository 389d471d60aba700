"""What a form doubts: told at its foot while it is typed, with values to choose from; a repeated hour is asked about."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QWidget

from app.services import staff
from app.services.across.opening import SignedIn
from app.services.supervision import supervisors
from app.services.supervision.supervisors import SupervisorEntry
from app.ui.kit.controls import Button
from app.ui.kit.doubts import Doubts
from app.ui.kit.repeated_hour import Folds
from app.ui.write import Desk
from tests.agency import ANNIE, RUTH

FALL = dt.date(2026, 11, 1)


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return seat(signed_in, "staff", size=None)


def doubts_of(page: QWidget) -> Doubts:
    (found,) = page.findChildren(Doubts)
    return found


def test_a_day_to_come_is_told_and_holds_nothing_up(desk: Desk) -> None:
    page = desk.open("staff")
    page.form.restore({**ANNIE, "started_on": "2199-01-01"})
    told = doubts_of(page)
    assert not told.isVisible()
    told.look()
    assert told.note.words() == "The first day is still to come. Hours and sessions before Jan 1, 2199 do not count."
    assert told.isVisible()
    page.form.restore({"started_on": "2026-01-01"})
    told.look()
    assert not told.isVisible() and not told.note.words()
    page.form.restore({"started_on": "2199-01-01"})
    page.save()
    assert [row.code for row in desk.read(staff.window)] == ["AW"]


def test_a_general_license_is_asked_about_where_a_pack_in_use_names_special_ones(desk: Desk) -> None:
    desk.write(lambda session: staff.add(session, staff.StaffEntry.read({**ANNIE, "pack": "mt-mfp"})))
    page = desk.open("supervisor")
    page.form.restore(RUTH)
    told = doubts_of(page)
    told.look()
    assert told.note.words().startswith("Montana Money Follows the Person, peer support takes only these: ")
    offered = [one for one in told.findChildren(Button) if not one.isHidden()]
    assert [one.text() for one in offered] == [
        "Social worker with a master's degree (MSW)", "Licensed clinical social worker (LCSW)",
    ]  # fmt: skip
    offered[1].click()
    assert page.form.values()["license_type"] == "lcsw" and not told.isVisible()
    page.save()
    (row,) = desk.read(supervisors.window)
    assert row.license_type == "lcsw"


def test_what_is_on_record_is_not_doubted_when_it_is_opened(desk: Desk) -> None:
    desk.write(lambda session: staff.add(session, staff.StaffEntry.read({**ANNIE, "pack": "mt-mfp"})))
    made = desk.write(lambda session: supervisors.add(session, SupervisorEntry.read(RUTH)))
    held = desk.read(lambda session: supervisors.load(session, made.id)).licenses[0]
    desk.open("staff.draft", "license", str(held.id))
    told = doubts_of(desk.window.page())
    told.look()
    assert not told.isVisible() and not told.found
    desk.window.page().form.editor("license_type").set_value("lpc")
    desk.window.page().form.editor("license_type").set_value("social_worker")
    desk.window.page().form.editor("license_number").set_value("LCSW-2")
    told.look()
    assert [doubt.field for doubt in told.found] == ["license_type"]  # typed over, it is asked about here too


@pytest.mark.parametrize(
    ("day", "start", "stop", "asked"),
    [
        (FALL, "01:15", "01:45", ["start", "stop"]),
        (FALL, "01:30", "01:15", ["start", "stop"]),  # that night, or the day after
        (FALL, "00:15", "01:45", ["stop"]),
        (FALL - dt.timedelta(days=1), "23:00", "01:30", ["stop"]),  # over midnight into that night
        (FALL - dt.timedelta(days=1), "01:15", "01:45", []),
        (FALL, "14:00", "15:00", []),
    ],
)
def test_every_time_that_the_clock_shows_twice_is_asked_about(qtbot, day, start, stop, asked) -> None:
    """Both times, also where the stop is earlier on the clock than the start, and in the night after."""
    folds = Folds(ZoneInfo("America/Denver"))
    qtbot.addWidget(folds)
    folds.look_at(day, dt.time.fromisoformat(start), dt.time.fromisoformat(stop))
    found = []
    while folds.open_question():
        found.append(folds.open_question())
        for name, choice in folds._asked.items():
            if not choice.isHidden() and not choice.value():
                choice.set_value("1" if name == "over" else "0")
                break
    assert found == asked
    if stop < start and day == FALL:
        assert folds.values() == {"start_fold": "0", "stop_fold": "1"}
