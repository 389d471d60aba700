"""The Reports room: papers are made and shown, exports written, files checked before they are taken."""

import datetime as dt
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from shiboken6 import isValid
from sqlalchemy import func, select

from app.models.hours import Hours
from app.models.imports import ImportedFile
from app.services import hours, staff
from app.services.across.opening import SignedIn
from app.services.hours import Category, Line, Week
from app.services.store import session as sessions
from app.ui.kit import background
from app.ui.kit.preview import Preview
from app.ui.reports import periods
from app.ui.reports.room import ReportsPage
from app.ui.write import Desk
from tests.pdfs import pages

ANNIE = dict(code="AW", name="Annie Whitegrass", pack="mt-cbhpss", started_on="2026-01-01")
MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, staff.StaffEntry.read(ANNIE))
        hours.save_week(session, Week("AW", MONDAY, {(Line(Category.DIRECT_SERVICE), MONDAY): 480}))
    return seat(signed_in, "reports", size=None)


def part(desk: Desk, name: str):
    desk.open("reports", name)
    page = desk.window.page()
    assert isinstance(page, ReportsPage)
    return page.sections.part()


def chosen(desk: Desk, kind: str, file: Path):
    imports = part(desk, "imports")
    imports.kind.set_value(kind)
    imports.kind.changed.emit()
    imports.take(file)
    return imports


def idle(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=10_000)


def test_a_paper_is_previewed(qtbot, desk: Desk) -> None:
    papers = part(desk, "papers")
    papers.form.set_values({"kind": "hours", "staff": "AW", "first": "2026-03-01", "last": "2026-03-31"})
    papers.produce(papers._show)
    idle(qtbot, desk)
    shown = desk.window.page()
    assert isinstance(shown, Preview)
    assert shown.data.startswith(b"%PDF")


def test_a_paper_without_its_person_says_so_beside_the_field(qtbot, desk: Desk) -> None:
    papers = part(desk, "papers")
    papers.form.set_values({"kind": "hours", "staff": ""})
    papers.produce(papers._show)
    idle(qtbot, desk)
    assert [field.name for field in papers.form.faulty()] == ["staff"]


def test_a_person_under_two_packs_is_asked_which_paper(qtbot, desk: Desk) -> None:
    papers = part(desk, "papers")
    papers.form.set_values({"staff": "AW"})
    papers.form.changed.emit()
    assert papers.form.fields["pack"].isHidden()
    second = staff.StaffEntry.read(ANNIE | {"pack": "mt-mfp"})
    assert desk.write(lambda session: staff.add(session, second).pack)
    papers.refresh()
    papers.form.changed.emit()
    assert not papers.form.fields["pack"].isHidden()
    papers.form.set_values({"kind": "hours", "pack": "mt-mfp", "first": "2026-03-01", "last": "2026-03-31"})
    papers.produce(papers._show)
    idle(qtbot, desk)
    shown = desk.window.page()
    assert isinstance(shown, Preview) and "sets no ratio" in " ".join(pages(shown.data))
    papers.form.set_values({"kind": "credential-summary"})
    papers.form.changed.emit()
    assert papers.form.fields["pack"].isHidden() and papers.form.values()["pack"] == ""


def test_a_blank_form_asks_for_nothing(qtbot, desk: Desk) -> None:
    papers = part(desk, "papers")
    papers.form.editor("kind").set_value("blank-hours")
    papers.form.changed.emit()
    assert papers.form.fields["staff"].isHidden()
    papers.produce(papers._show)
    idle(qtbot, desk)
    assert isinstance(desk.window.page(), Preview)


def test_usual_periods() -> None:
    found = dict(periods.usual(dt.date(2026, 3, 31)))
    assert list(found.values()) == [
        (dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    ]


def test_an_export_is_written_and_counted(qtbot, desk: Desk, tmp_path: Path) -> None:
    exports = part(desk, "exports")
    exports.form.set_values(
        {"profile": "hours", "first": "2026-03-01", "last": "2026-03-31", "folder": str(tmp_path / "out")}
    )
    exports.export()
    idle(qtbot, desk)
    assert "1 row" in exports.note.words()
    assert json.loads((tmp_path / "out" / "hours.manifest.json").read_text())["rows"] == 1


def test_names_are_left_out_where_that_form_is_and_asked_for(qtbot, desk: Desk, tmp_path: Path) -> None:
    exports = part(desk, "exports")
    leave_out = exports.form.fields["deidentified"]
    assert leave_out.isHidden()
    exports.form.editor("profile").set_value("encounters")
    exports.form.changed.emit()
    assert not leave_out.isHidden() and "whole notes" in exports.holds.text()
    qtbot.mouseClick(exports.form.editor("deidentified").box, Qt.MouseButton.LeftButton)
    assert "No name" in exports.holds.text()
    exports.form.set_values({"folder": str(tmp_path / "out")})
    exports.export()
    idle(qtbot, desk)
    assert (tmp_path / "out" / "encounters.csv").read_text(encoding="utf-8-sig").startswith("year,minutes,")
    exports.form.editor("profile").set_value("hours")
    exports.form.changed.emit()
    exports.export()
    idle(qtbot, desk)
    assert "1 row" in exports.note.words(), "the tick of another export does not follow"


def test_an_export_that_cannot_be_written_says_why(qtbot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "hours.csv").write_text("someone else's")
    exports = part(desk, "exports")
    exports.form.set_values({"folder": ""})
    exports.export()
    assert [field.name for field in exports.form.faulty()] == ["folder"]
    exports.form.set_values({"folder": str(tmp_path / "out")})
    exports.export()
    idle(qtbot, desk)
    assert "not an export of Peerdesk" in exports.note.words()
    assert (tmp_path / "out" / "hours.csv").read_text() == "someone else's"


def test_a_file_is_checked_first_and_then_taken(qtbot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("code,name,pack,started_on\nWH,Wes Halvorsen,mt-cbhpss,2026-02-01\n", encoding="utf-8")
    imports = part(desk, "imports")
    imports.kind.set_value("staff")
    imports.kind.changed.emit()
    imports.take(file)
    assert not imports.import_button.isEnabled()
    imports.run(dry_run=True)
    idle(qtbot, desk)
    assert imports.import_button.isEnabled()
    assert len(desk.read(staff.choices)) == 1, "a check must change nothing"
    imports.run(dry_run=False)
    idle(qtbot, desk)
    assert ("WH", "Wes Halvorsen") in desk.read(staff.choices)


def test_every_problem_of_a_file_is_listed_by_row(qtbot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("code,name,pack,started_on\nWH,,mt-cbhpss,2026-02-30\n", encoding="utf-8")
    imports = part(desk, "imports")
    imports.kind.set_value("staff")
    imports.kind.changed.emit()
    imports.take(file)
    imports.run(dry_run=True)
    idle(qtbot, desk)
    listed = [(one.row, one.column) for one in imports.list.model.rows()]
    assert listed == [(2, "name"), (2, "started_on")]
    assert not imports.import_button.isEnabled()


def test_an_older_encoding_and_month_first_dates_are_asked_about_once(
    qtbot, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "staff.csv"
    file.write_bytes("code,name,pack,started_on\nZM,Zoé Many,mt-cbhpss,3/4/2026\n".encode("cp1252"))
    imports = part(desk, "imports")
    imports.kind.set_value("staff")
    imports.kind.changed.emit()
    imports.take(file)
    imports.run(dry_run=True)
    for word in ("Zoé", "3/4/2026"):
        idle(qtbot, desk)
        assert not imports.question.isHidden() and word in imports.question._words.text()
        assert not imports.import_button.isEnabled()
        imports.question.yes.click()
    idle(qtbot, desk)
    assert imports.import_button.isEnabled()
    imports.run(dry_run=False)
    idle(qtbot, desk)
    row = next(one for one in desk.read(lambda session: staff.window(session)) if one.code == "ZM")
    assert (row.name, row.started_on) == ("Zoé Many", dt.date(2026, 3, 4))


def test_an_answer_is_asked_for_once_a_file(qtbot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "hours.csv"
    file.write_text("staff,date,category,minutes\nAW,3/4/2026,group,60\n", encoding="utf-8")
    imports = chosen(desk, "hours", file)
    imports.run(dry_run=True)
    idle(qtbot, desk)
    imports.question.no.click()
    idle(qtbot, desk)
    assert [(one.row, one.column) for one in imports.list.model.rows()] == [(2, "date")]
    imports.run(dry_run=True)
    idle(qtbot, desk)
    assert imports.question.isHidden()
    imports.take(file)
    imports.run(dry_run=True)
    idle(qtbot, desk)
    assert not imports.question.isHidden(), "chosen anew, it is asked anew"


def test_a_quote_never_closed_is_refused_whatever_is_asked(qtbot, desk: Desk, tmp_path: Path) -> None:
    """The window once rewrote such a file for its dates, and rows 4 and 5 became text inside row 3."""
    file = tmp_path / "sessions.csv"
    head, rest = "staff,supervisor,date,start,stop,format,manner,topics\n", ",09:00,09:30,individual,phone,"
    for day in ("11/{}/2026", "3/{}/2026"):
        texts = enumerate(("a", '"open', "b", "c"), 2)
        lines = [f"AW,RC,{day.format(number)}{rest}{text}\n" for number, text in texts]
        file.write_text(head + "".join(lines), encoding="utf-8")
        imports = chosen(desk, "supervision", file)
        imports.run(dry_run=True)
        idle(qtbot, desk)
        if not imports.question.isHidden():
            imports.question.yes.click()
            idle(qtbot, desk)
        (said,) = imports.list.model.rows()
        assert said.row == 3 and "quote mark" in said.sentence
        assert not imports.import_button.isEnabled()


def test_each_check_reads_the_file_and_the_mapping_anew(qtbot, desk: Desk, tmp_path: Path) -> None:
    file, mapping = tmp_path / "hours.csv", tmp_path / "map.toml"
    file.write_text("who,when,what,length\nAW,2026-02-30,group,60\n", encoding="utf-8")
    mapping.write_text("[columns]\nstaff = 'who'\ndate = 'when'\ncategory = 'what'\nminutes = 'who'\n", encoding="utf-8")
    imports = chosen(desk, "hours", file)
    imports.use_mapping(mapping)
    for faults in (["date", "minutes"], ["minutes"], []):
        imports.run(dry_run=True)
        idle(qtbot, desk)
        assert sorted(one.column for one in imports.list.model.rows()) == faults
        text = file.read_text(encoding="utf-8")
        if "02-30" in text:
            file.write_text(text.replace("02-30", "02-20"), encoding="utf-8")
        elif faults:
            mapping.write_text(mapping.read_text(encoding="utf-8").replace("minutes = 'who'", "minutes = 'length'"))
    file.write_text(file.read_text(encoding="utf-8").replace(",60", ",61"), encoding="utf-8")
    imports.run(dry_run=False)
    idle(qtbot, desk)
    assert "changed since" in imports.note.words() and not imports.import_button.isEnabled()
    imports.run(dry_run=True)
    idle(qtbot, desk)
    imports.run(dry_run=False)
    idle(qtbot, desk)
    with sessions.reading(desk.signed_in.store, desk.signed_in.actor) as session:
        assert session.scalars(select(Hours.minutes).where(Hours.category == "group")).all() == [61]


def test_a_file_that_is_gone_is_told(qtbot, desk: Desk, tmp_path: Path) -> None:
    imports = chosen(desk, "hours", tmp_path / "gone.csv")
    imports.run(dry_run=True)
    idle(qtbot, desk)
    assert "not there any more" in imports.note.words()


def test_an_import_shows_progress_and_cancel_leaves_nothing(qtbot, desk: Desk, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(background, "PATIENCE", 0)
    file = tmp_path / "hours.csv"
    days = [MONDAY + dt.timedelta(days=number % 3000) for number in range(30_000)]
    lines = [f"AW,{day},group,{1 + number % 7},yes\n" for number, day in enumerate(days)]
    file.write_text("".join(["staff,date,category,minutes,paid\n", *lines]), encoding="utf-8")
    imports = chosen(desk, "hours", file)
    saved: list[str] = []
    monkeypatch.setattr(desk.keeper, "flush", lambda: saved.append("drafts"))
    ticks: list[int] = []
    beat = QTimer()
    beat.timeout.connect(lambda: ticks.append(dialog().bar.value() if dialog() else -1))
    beat.start(5)

    def dialog():
        shown = (job.dialog for job in desk.queue._jobs if job.dialog and isValid(job.dialog))
        return next((one for one in shown if isValid(one.bar)), None)

    imports.run(dry_run=False)
    assert saved == ["drafts"]
    qtbot.waitUntil(lambda: max(ticks, default=-1) > 30, timeout=30_000)
    assert dialog().isVisible() and len(ticks) >= 2, "the window goes on while rows are read"
    qtbot.mouseClick(dialog()._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=30_000)
    beat.stop()
    assert "Nothing was imported" in imports.note.words()
    with sessions.reading(desk.signed_in.store, desk.signed_in.actor) as session:
        assert session.scalar(select(func.count(Hours.id))) == 1
        assert session.scalar(select(func.count(ImportedFile.id))) == 0


def test_another_program_s_sheet_is_taken_by_a_mapping_file(qtbot, desk: Desk, tmp_path: Path) -> None:
    file, bad, good = tmp_path / "theirs.csv", tmp_path / "bad.toml", tmp_path / "good.toml"
    file.write_text("worker;when;length\nAW;03/04/2026 9:00 AM;1.5\n", encoding="utf-8")
    bad.write_text("[colums]\nstaff = 'worker'\n", encoding="utf-8")
    good.write_text(
        "[columns]\nstaff = 'worker'\ndate = { column = 'when', part = 'date' }\n"
        "minutes = { column = 'length', part = 'minutes' }\n[constants]\ncategory = 'group'\n"
        "[file]\ndates = 'month first'\n", encoding="utf-8"
    )  # fmt: skip
    imports = chosen(desk, "hours", file)
    imports.use_mapping(bad)
    assert "colums" in imports.note.words()
    imports.use_mapping(good)
    assert "good.toml" in imports.mapping_words.text()
    for dry_run in (True, False):
        imports.run(dry_run=dry_run)
        idle(qtbot, desk)
    assert "Imported: 1 row" in imports.note.words()
    with sessions.reading(desk.signed_in.store, desk.signed_in.actor) as session:
        assert session.scalars(select(Hours.minutes).where(Hours.category == "group")).all() == [90]


def test_a_template_is_saved(desk: Desk, tmp_path: Path) -> None:
    imports = part(desk, "imports")
    imports.kind.set_value("hours")
    imports.save_template(tmp_path / "hours")
    assert (tmp_path / "hours.csv").read_text(encoding="utf-8-sig").startswith("staff,date,category,minutes")


def test_every_control_has_a_name_and_is_reached(desk: Desk, nameless, unreached) -> None:
    for name in ("papers", "exports", "imports"):
        page = part(desk, name).window()
        assert nameless(page) == []
        assert unreached(page) == []
