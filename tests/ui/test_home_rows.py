"""Every row of Home in the sample agency, for each role: its button opens the record it names, ready for what it says."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.services.across import due
from app.services.across.due import Item, Kind
from app.ui import due as rows
from app.ui.kit.form import Form
from app.ui.kit.review import ReviewPage
from app.ui.write import Desk
from tests import walk
from tests.ui import sampled

OPENS = {  # what the button says -> what is there then: somewhere to type, something to tick, or an act
    "Sign": ReviewPage, "Review": ReviewPage, "Plan": Form, "Log": Form, "Renew": Form, "Record": Form,
}  # fmt: skip
NOT_A_PERSON = ("Agency", "Peer supporters")  # said of a row that is about no single person


def text_of(page: QWidget) -> str:
    """All that can be read on a page, also in its fields."""
    said = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    said += [one.text() for kind in (QLineEdit, QAbstractButton) for one in page.findChildren(kind) if one.isVisible()]
    said += [one.toPlainText() for one in page.findChildren(QPlainTextEdit) if one.isVisible()]
    said += [one.currentText() for one in page.findChildren(QComboBox) if one.isVisible()]
    return "\n".join(said)


def wrong_with(desk: Desk, item: Item, boxes: list[str]) -> str:
    """Why pressing this row does not do what it says; '' where it does."""
    boxes.clear()
    rows.open_item(desk, item)
    walk.settle()
    page = desk.window.page()
    if page is None or desk.window.room == "home" and not isinstance(page, ReviewPage):
        return "it opens nothing"
    if boxes:
        return f"it says {boxes}"
    wanted = OPENS.get(item.action)
    if wanted is ReviewPage and not (isinstance(page, ReviewPage) and page.cards):
        return f"it opens {type(page).__name__}, where nothing is to sign"
    if wanted is Form and not [one for one in page.findChildren(Form) if one.isVisible()]:
        return f"it opens {type(page).__name__}, where nothing can be typed"
    if item.role not in NOT_A_PERSON and " people" not in item.person and item.kind is not Kind.DRAFT:
        if item.person.split(",")[0] not in text_of(page):
            return f"{item.person} does not stand on {type(page).__name__}"
    acts = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    return "" if acts else "nothing can be done there"


@pytest.mark.parametrize("role", list(sampled.ROLES))
def test_every_row_opens_what_it_names_for_who_can_act_on_it(qtbot, sample_store: Path, monkeypatch, role: str) -> None:
    boxes = sampled.silence(monkeypatch)
    with sampled.on_screen(qtbot, sample_store, role) as desk:
        found = desk.read(lambda session: due.due(session, desk.today())).items
        assert bool(found) is (role != "auditor"), "who can act on nothing has no row"
        wrong = {f"{one.what}, {one.person}": said for one in found if (said := wrong_with(desk, one, boxes))}
        assert wrong == {}
        weights = [one.weight for one in found]
        assert weights == sorted(weights)
