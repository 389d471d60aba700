"""Every form of the app: saved once however often Save is pressed, left by every way, and asking what its choices need."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from sqlalchemy import func, select

from app.models.audit import AuditRow
from app.services.across.demo import cast
from app.services.problems import Invalid
from app.services.store import session as sessions
from app.ui.kit import controls
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.page import Page
from app.ui.kit.passphrase import PassphraseEdit
from app.ui.kit.secret import OwnPassphrase
from app.ui.settings.passphrases import NewPassphrase
from app.ui.staff.credential_forms import ProofPage
from app.ui.window import Window
from app.ui.write import Desk
from tests import filling, walk
from tests.ui import sampled

LOOKED = ("record_opening", "draft")  # written when a page opens, whatever is saved
CHOSEN = "seven quiet herons over Flathead water"
# Pages whose filled button makes a paper, a file or a check, and records nothing by itself.
MAKES_NO_RECORD = ("reports", "hours", "supervision.papers.open_papers")
FULL = pytest.mark.full  # a walk of a minute
PARTS = 3  # so many tests share one walk, so that each ends in time on a slow computer


@pytest.fixture
def boxes(monkeypatch) -> list[str]:
    """What boxes said: a record that is closed says so there."""
    return sampled.silence(monkeypatch)


@pytest.fixture
def desk(qtbot, sample_store: Path, boxes: list[str]) -> Iterator[Desk]:
    with sampled.on_screen(qtbot, sample_store, "manager") as made:
        yield made


def written(desk: Desk) -> int:
    """How many changes are on record, without the looking at it."""
    query = select(func.count(AuditRow.seq)).where(AuditRow.table.not_in(LOOKED))
    with desk.signed_in.store.engine.connect() as connection:
        return int(connection.execute(query).scalar() or 0)


def save_of(page: QWidget) -> controls.Button | None:
    """The button that saves what stands in the page's form."""
    found = [one for one in page.findChildren(controls.Button) if one.isVisibleTo(page) and one.isEnabled()]
    named = [one for one in found if one.property("iconName") == "save" or one.property("look") == "filled"]
    saves = [one for one in named if one.property("iconName") == "save"] or named
    return saves[-1] if saves else None


def forms(desk: Desk, part: int = 0, parts: int = 1) -> Iterator[tuple[str, Callable[[], Any], Page, Form]]:
    """Every way to a page with a form of its own and a button that saves it, with the page as it opens.

    `part` of `parts`: so many tests share the walk, each a part of it.
    """
    ways = sorted(walk.ways(desk), key=lambda way: "open_log" in way[0])  # what is logged cannot be planned any more
    for name, open_it in ways[part::parts]:
        page = None if name.startswith(MAKES_NO_RECORD) else walk.visit(desk, open_it)
        form = filling.form_of(page) if isinstance(page, Page) else None
        if isinstance(page, Page) and form is not None and save_of(page) is not None:
            yield name, open_it, page, form


def help_along(page: QWidget, tmp_path: Path) -> None:
    """What stands beside a form and belongs to it: a file, a passphrase."""
    if isinstance(page, ProofPage):
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF-1.4 scanned")
        page.take(scan)
    for own in page.findChildren(OwnPassphrase):
        own.editor.line.setText(cast.PASSPHRASE)
        own.editor.changed.emit()
    form = filling.form_of(page)
    for field in page.findChildren(Field):  # such as why something is amended
        beside = form is not None and field not in form.fields.values() and not field.findChildren(PassphraseEdit)
        if beside and field.isVisibleTo(page) and not field.editor.value():
            filling.put(field, next(filling.candidates(field)))
    for one in page.findChildren(NewPassphrase):
        for editor in (one.first, one.again):
            editor.line.setText(CHOSEN)
            editor.changed.emit()


def try_to_save(desk: Desk, page: QWidget, tmp_path: Path, qtbot: Any) -> tuple[int, int, str]:
    """Fill and press until something is on record: (changes of the first press, of the second, what was said)."""
    form = filling.form_of(page)
    assert form is not None
    filler, said, unmended = filling.Filler(form), "", 0
    for turn in range(filling.TRIES):
        filler.fill()
        if turn == filling.TRIES // 2:
            filler.begin_anew()
        if not form.is_dirty():
            filler.touch()
        help_along(page, tmp_path)
        before, button = written(desk), save_of(page)
        if button is None:
            return 0, 0, "the button that saves has gone"
        button.click()
        qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=60_000)
        after = written(desk)
        if after > before:
            if shiboken6.isValid(button):
                button.click()  # the second press of an impatient hand, before the page has gone
                qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=60_000)
            return after - before, written(desk) - after, ""
        if desk.window.page() is not page:
            return 0, 0, "it leads away and records nothing"
        said = form.general.text() + " ".join(f"{one.name}: {one.sentence()}" for one in form.faulty())
        unmended = 0 if filler.mend() else unmended + 1
        if unmended > 1:  # one may be asked to look once more, and press again
            break
    return 0, 0, said or "it is not taken, and nothing says why"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_is_saved_once_however_often_save_is_pressed(
    qtbot, desk: Desk, boxes: list[str], tmp_path: Path, part: int
) -> None:
    wrong, saved = {}, []
    for name, open_it, page, _form in forms(desk, part, PARTS):
        boxes.clear()
        with qtbot.captureExceptions() as raised:
            first, second, said = try_to_save(desk, page, tmp_path, qtbot)
            walk.settle()
        if raised:
            wrong[name] = repr(raised[0][1])
        elif second:
            wrong[name] = f"the second press wrote {second} more"
        elif not first and not boxes and walk.visit(desk, open_it) is not None:
            wrong[name] = said
        else:
            saved.append(name)
    assert wrong == {}
    assert len(saved) > 25 // PARTS


def leave_by_crumb(page: Page) -> bool:
    buttons = [one for one in page.findChildren(controls.Button) if one.isVisible()]
    links = [one for one in buttons if one.y() < 30 and one.property("look") == "link"]
    acts = [act for _words, act in page._way if act is not None]
    if not acts or not links:
        return False
    links[-1].click()
    return True


def leave_by_back(page: Page) -> bool:
    buttons = [one for one in page.findChildren(controls.Button) if one.isVisible()]
    backs = [one for one in buttons if one.property("iconName") == "chevron-left"]
    if not backs:
        return False
    backs[-1].click()
    return True


def leave_by_esc(page: Page) -> bool:
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    return True


WAYS = {
    "crumb": (leave_by_crumb, ("first",)),
    "Back": (leave_by_back, ("from Home",)),
    "Esc": (leave_by_esc, ("first",)),
}  # fmt: skip


@pytest.mark.parametrize("way", [pytest.param(way, marks=FULL if way != "Back" else ()) for way in WAYS])
def test_every_page_is_left_by_every_way_and_opened_again(qtbot, desk: Desk, way: str) -> None:
    wrong, left = {}, 0
    leave, turns = WAYS[way]
    before = orphans()  # of another test in this process
    for name, open_it in list(walk.pages(desk)):
        for turn in turns:
            if turn == "from Home" and desk.window.room != "home":  # Back leads there by itself
                desk.window.go("home")
            with qtbot.captureExceptions() as raised:
                page = walk.visit(desk, open_it)
                if isinstance(page, Page):
                    left += leave(page)
                    walk.settle()
            if raised:
                wrong[f"{name}, {turn}"] = repr(raised[0][1])
            page = None
            desk.window.fill(False)
    assert wrong == {} and left > 30
    page = None
    assert [one for one in orphans() if one not in before] == [] and held() == []


def held() -> list[str]:
    """The pages that have gone and are held by something all the same, with all that was read for them."""
    gc.collect()
    pages = [one for one in gc.get_objects() if isinstance(one, Page)]
    return [type(one).__name__ for one in pages if not shiboken6.isValid(one)]


def orphans() -> list[QWidget]:
    """What was made on some page, stands nowhere and belongs to nobody: it would hold its page for ever.

    Words alone are connected to nothing, and go with who holds them.
    """
    found = [one for one in QApplication.topLevelWidgets() if one.parent() is None and not one.isVisible()]
    return [one for one in found if not isinstance(one, QLabel | QMenu | Window)]


@FULL
def test_what_is_typed_is_there_again_after_esc(desk: Desk) -> None:
    lost = {}
    for name, open_it, page, form in forms(desk):
        fields = [one for one in filling.seen(form) if hasattr(one.editor, "line")]
        if not fields:
            continue
        for editor in (one.editor for one in fields[:1]):
            editor.line.setFocus()
            editor.line.selectAll()
            QTest.keyClicks(editor.line, "77")
            QTest.keyClick(editor.line, Qt.Key.Key_Escape)
        walk.settle()
        desk.keeper.flush()
        again = desk.window.page()
        if again is not page:
            again = walk.visit(desk, open_it)
        kept = filling.form_of(again) if again is not None else None
        if kept is None or "77" not in str(kept.values()[fields[0].name]):
            lost[name] = fields[0].name
    assert lost == {}


def choices(form: Form) -> Iterator[tuple[str, str]]:
    """Every choice of every field that can be seen."""
    for field in filling.seen(form):
        for value in filling.options(field.editor)[:30]:
            if value:
                yield field.name, value


def unplaced(form: Form, page: QWidget) -> str:
    """A problem whose field cannot be seen, and that is not said in the form's own line either."""
    for field in form.faulty():
        if not field.isVisibleTo(page) and field.sentence() not in form.general.text():
            return f"{field.name}: {field.sentence()}"
    return ""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_form_shows_what_its_choices_ask_for(desk: Desk, part: int) -> None:
    wrong, met = {}, 0
    for name, _open, page, form in forms(desk, part, PARTS):
        for chosen, value in list(choices(form)):
            met += 1
            filling.put(form.fields[chosen], value)
            filler = filling.Filler(form, kept=(chosen,))
            for _turn in range(filling.TRIES):
                filler.fill()
                form.entry()
                if not filler.mend():
                    break
            hidden = [one for one in form.faulty() if not one.isVisibleTo(page)]
            if hidden:
                wrong[f"{name}: {chosen} = {value}"] = [f"{one.name}: {one.sentence()}" for one in hidden]
            form.show_problems({})
    assert wrong == {} and met > 100 // PARTS


@FULL
def test_no_problem_is_without_a_place(desk: Desk) -> None:
    wrong = {}
    for name, _open, page, form in forms(desk):
        for field in [*form.entry_type.model_fields, "", "no_such_field"]:
            form.show_problems({field: "This cannot be so."})
            placed = field in form.fields and form.fields[field].isVisibleTo(page) and bool(form.fields[field].sentence())
            if not placed and "This cannot be so." not in form.general.text():
                wrong[f"{name}: {field}"] = unplaced(form, page) or "said nowhere"
        form.show_problems({})
    assert wrong == {}


def test_a_refused_save_keeps_the_typing_and_a_taken_one_forgets_the_draft_with_it(desk: Desk) -> None:
    from app.services import drafts
    page = desk.open("supervisor")
    page.form.set_values({"code": "ZZ", "name": "Zoe Zimmer", "license_type": "lcsw", "license_number": "9",
                          "licensed_on": "2015-01-01"})  # fmt: skip
    page.form.changed.emit()

    def refuse(_session: object) -> None:
        raise Invalid({"code": "Taken."})

    assert desk.write(refuse, page.form) is None
    desk.keeper.flush()
    assert any(one.form == "supervisor" for one in desk.read(drafts.of_author))
    page.form.show_problems({})
    page.form.changed.emit()
    entry = page.form.entry()
    assert entry is not None and page._write(entry) is not None
    with sessions.reading(desk.signed_in.store, desk.signed_in.actor) as session:  # before the writer had a turn
        assert not any(one.form == "supervisor" for one in drafts.of_author(session))
