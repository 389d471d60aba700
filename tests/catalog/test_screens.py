"""What holds for every kind of record on screen: routes, form and names, drafts, change with its version, removal."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from sqlalchemy import select

from app.models.consents import RecordOpening
from app.services.across.opening import SignedIn
from app.services.catalog import KINDS
from app.ui import catalog, due, routes
from app.ui.record.list import ListPage
from app.ui.record.read import ReadPage
from app.ui.record.write import WritingPage
from app.ui.settings import programs
from app.ui.write import Desk
from tests import agency
from tests.catalog.conftest import NAMES, Kind
from tests.catalog.examples import EXAMPLES, WORDS

Enter = Callable[[SignedIn], Desk]
Write = Callable[..., uuid.UUID]
BY_HAND = {"program": programs.open_form, "funding": programs.open_form}


@pytest.fixture(params=[one.name for one in catalog.KINDS])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind whose screens are made from its declaration."""
    return next(one for one in KINDS if one.name == request.param)


def form_of(desk: Desk, kind: Kind, key: uuid.UUID) -> Any:
    """The form of a record: the declared one, or that of its page by hand."""
    route = f"{kind.name}.form"
    return desk.open(route, key) if route in routes.ROUTES else BY_HAND[kind.name](desk, kind.name, key)


def shown(kind: Kind) -> catalog.Shown:
    return next(one for one in catalog.KINDS if one.name == kind.name)


def said(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(page: QWidget, words: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def test_each_kind_has_screens_or_pages_by_hand() -> None:
    known = {kind.name: kind for kind in KINDS}
    assert {*known} == {*BY_HAND, *(one.name for one in catalog.KINDS)}
    for kind in (known[one.name] for one in catalog.KINDS):
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
@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_of_two_windows_on_one_record_the_second_is_refused_with_both_texts_kept(
    qtbot, enter: Enter, staffed: SignedIn, kind: Kind, write: Write, through: str
) -> None:
    key, words = write(staffed, kind), WORDS[kind.name]
    first, second = enter(staffed), enter(agency.enter(staffed, "Helen", "manager"))
    one, other = (form_of(desk, kind, key) for desk in (first, second))
    draft = other.form.draft
    other.form.set_values({words: "Of the second window"})
    other.form.changed.emit()
    if through == "draft":  # it is left, and gone on with after the first window's save
        assert second.keeper.flush()
        second.window.go("home")
    one.form.set_values({words: "Of the first window"})
    one.save()
    assert first.window.page() is not one
    if through == "draft":
        due.open_draft(second, *draft)
        other = second.window.page()
    other.save()
    assert second.window.page() is other and "Somebody changed this" in other.form.general.words.text()
    assert other.form.values()[words] == "Of the second window"
    qtbot.waitUntil(lambda: "Of the first window" in said(other))
    assert second.read(lambda session: getattr(kind.load(session, key), words)) == "Of the first window"
    assert second.keeper.flush()
    kept = second.draft(*draft)
    assert kept is not None and kept[words] == "Of the second window"
    other.save()  # both were seen
    assert second.read(lambda session: getattr(kind.load(session, key), words)) == "Of the second window"
    assert second.draft(*draft) is None


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
