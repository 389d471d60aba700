"""Going on with what was typed in a form of the People room."""

import uuid
from typing import TYPE_CHECKING

from app.services.clients import episodes
from app.services.problems import NotFound
from app.ui.kit import names

if TYPE_CHECKING:
    from app.ui.write import Desk


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go on with what was typed in a form of this room; where its record is gone, so is the draft."""
    keys = [uuid.UUID(part) for part in record.split("/") if part]
    found = keys[0] if keys else None
    try:
        if form == "assignment":
            desk.open("assignment", *keys)
        elif form == "episode" and found is not None:
            desk.open("episode", found)
        elif form == "name-client":
            names.open_draft(desk, form, record, "people")
        elif form == "intake" or found is None:
            desk.open("intake", found)
        elif form == "grant":
            desk.open("client", found, "seen")
        elif form == "discharge":
            desk.open("client", desk.read(lambda session: episodes.load(session, found)).client_id)
        else:
            desk.open("client", found)
    except NotFound:
        desk.keeper.forget(form, record)
        desk.window.go("people")
