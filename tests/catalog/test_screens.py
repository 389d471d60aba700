"""What holds for every kind of record on screen: routes, form and names, drafts, change with its version, removal."""

import uuid
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from sqlalchemy import select

from app.models.consents import RecordOpening
from app.services.across.opening import SignedIn
from app.services.catalog import KINDS
from app.ui import catalog, routes
from app.ui.record.list import ListPage
from app.ui.record.read import ReadPage
from app.ui.record.write import WritingPage
from app.ui.write import Desk
from tests import agency
from tests.catalog.conftest import Kind
from tests.catalog.examples import EXAMPLES, WORDS

Enter = Callable[[SignedIn], Desk]
Write = Callable[..., uuid.UUID]


def shown(kind: Kind) -> catalog.Shown:
    return next(one for one in catalog.KINDS if one.name == kind.name)


def said(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(page: QWidget, words: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def test_both_catalogs_name_the_same_kinds() -> None:
    assert [kind.name for kind in KINDS] == [one.name for one in catalog.KINDS]
    for kind in KINDS:
        screens = routes.opener(shown(kind).many).__self__  # type: ignore[attr-defined]
        assert screens.kind is kind and screens.many == shown(kind).many


def test_its_form_asks_each_field_of_the_entry_under_its_title(enter: Enter, staffed: SignedIn, kind: Kind) -> None:
    page = enter(staffed).open(f"{kind.name}.form")
    assert set(page.form.fields) == set(kind.entry.model_fields)
    for field in page.form.fields.values():
        assert field.label and (field.isHidden() or field.editor.accessibleName() or field.editor.focusProxy())
    assert page.help_topic and page.help_topic == shown(kind).many


def test_typing_is_kept_through_a_kill_and_gone_with_the_save(enter: Enter, staffed: SignedIn, kind: Kind) -> None:
    desk, words = enter(staffed), WORDS[kind.name]
    page = desk.open(f"{kind.name}.form", client="C1") if "client" in kind.names else desk.open(f"{kind.name}.form")
    page.form.fields[words].editor.set_value("Half a sentence")
    page.form.changed.emit()
    assert desk.keeper.flush()
    again = enter(staffed)  # a window that knows nothing of the first
    draft = page.form.draft
    assert draft is not None
    again.open(f"{kind.name}.draft", *draft)
    page = again.window.page()
    assert isinstance(page, WritingPage) and page.form.values()[words] == "Half a sentence"
    page.form.set_values(EXAMPLES[kind.name])
    page.save()
    assert isinstance(again.window.page(), ReadPage) and again.draft(*draft) is None


@pytest.mark.parametrize("through", ["form", "draft"])
def test_of_two_windows_on_one_record_the_second_is_refused_with_both_texts_kept(
    qtbot, enter: Enter, staffed: SignedIn, kind: Kind, write: Write, through: str
) -> None:
    key, words = write(staffed, kind), WORDS[kind.name]
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    first, second = enter(staffed), enter(annie)
    one, other = (desk.open(f"{kind.name}.form", key) for desk in (first, second))
    other.form.set_values({words: "Of the second window"})
    other.form.changed.emit()
    if through == "draft":  # it is left, and gone on with after the first window's save
        assert second.keeper.flush()
        second.window.go("home")
    one.form.set_values({words: "Of the first window"})
    one.save()
    assert isinstance(first.window.page(), ReadPage)
    if through == "draft":
        second.open(f"{kind.name}.draft", kind.name, key.hex)
        other = second.window.page()
    other.save()
    assert second.window.page() is other and "Somebody changed this" in other.form.general.words.text()
    assert other.form.values()[words] == "Of the second window"
    qtbot.waitUntil(lambda: "Of the first window" in said(other))
    assert second.read(lambda session: getattr(kind.load(session, key), words)) == "Of the first window"
    assert second.keeper.flush()
    kept = second.draft(kind.name, key.hex)
    assert kept is not None and kept[words] == "Of the second window"
    other.save()  # both were seen
    assert second.read(lambda session: getattr(kind.load(session, key), words)) == "Of the second window"
    assert second.draft(kind.name, key.hex) is None


def test_a_removal_from_its_page_can_be_undone(qtbot, enter: Enter, staffed: SignedIn, kind: Kind, write: Write) -> None:
    desk, key = enter(staffed), write(staffed, kind)
    desk.open(kind.name, key)
    press(desk.window.page(), "Remove")
    page = desk.window.page()
    assert isinstance(page, ListPage) and desk.read(kind.window) == []
    page._undo._take_back()
    assert len(desk.read(kind.window)) == 1
    qtbot.waitUntil(lambda: len(page.list.model.rows()) == 1)


def test_who_may_not_write_is_offered_nothing_to_write_with(
    enter: Enter, staffed: SignedIn, kind: Kind, write: Write
) -> None:
    write(staffed, kind)
    desk = enter(agency.enter(staffed, "Board", "auditor"))
    page = desk.open(shown(kind).many)
    assert not [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text().startswith("New ")]
    assert page.list.model.rows() == []


def test_an_opening_of_a_clients_record_is_written_down(enter: Enter, staffed: SignedIn, kind: Kind, write: Write) -> None:
    if "client" not in kind.names:
        return
    desk, key = enter(staffed), write(staffed, kind)

    def opened() -> int:
        return len(desk.read(lambda session: session.scalars(select(RecordOpening.id)).all()))

    before = opened()
    desk.open(kind.name, key)
    assert opened() == before + 1
