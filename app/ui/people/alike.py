"""What a person's page says of further records: those that may be of the same person, and those shown with this one."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from app.models.clients import Client
from app.services.across import merge as services
from app.services.clients import duplicates, records
from app.services.users import Action
from app.ui.kit import controls
from app.ui.kit.page import Page
from app.ui.people import merge
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

SHOWN = 3


def notices(desk: "Desk", client: Client) -> QFrame:
    """The notices, each with its button for who may decide; nothing where there is nothing to say."""
    found = desk.read(lambda session: duplicates.of_client(session, client))
    with_it = desk.read(lambda session: records.further(session, client.id))
    made = controls.plain(controls.down(gap=6))
    box = made.layout()
    assert box is not None
    may = desk.may(Action.MERGE_CLIENTS)
    for one in with_it:
        words = _("Also on record as {name} ({code}). Notes, times of service and numbers of both are shown here.")
        said = words.format(name=f"{one.first_name} {one.last_name}", code=one.code)
        button = controls.row_button(_("Take apart"), "undo", partial(_take_apart, desk, client.id, one.id))
        button.setAccessibleName(_("Take apart: {code}").format(code=one.code))
        box.addWidget(_line(said, "people", "accent", button if may else None))
    names = ", ".join(f"{one.first_name} {one.last_name} ({one.code})" for one in found[:SHOWN])
    if found:
        said = _("Perhaps the same person: {names}. Both records are kept.").format(names=names)
        buttons = [_compare(desk, client.id, one.id, one.code) for one in found[:SHOWN] if one.id] if may else []
        box.addWidget(_line(said, "alert", "warning", *buttons))
    return made


def _line(words: str, icon: str, tone: str, *buttons: QWidget | None) -> QFrame:
    row = controls.across(gap=8)
    row.addWidget(controls.Note(words, icon, tone), 1)
    for button in buttons:
        if button is not None:
            row.addWidget(button)
    return controls.plain(row)


def _compare(desk: "Desk", own: uuid.UUID, other: uuid.UUID, code: str) -> controls.Button:
    button = controls.row_button(_("Compare"), "eye", lambda: desk.open("merge", own, other))
    button.setAccessibleName(_("Compare with {code}").format(code=code))
    return button


def _take_apart(desk: "Desk", own: uuid.UUID, second: uuid.UUID) -> None:
    """Take a record apart and show the page anew, with a way back."""
    if not merge.take_apart(desk, second):
        return
    page: Page = desk.open("client", own)
    page.undo(
        _("The two records stand apart again."),
        lambda: desk.write(lambda session: services.merge(session, own, second)),
    )
