"""Going on with what was typed in a form of the Settings room."""

import uuid

from app.services.problems import NotFound
from app.ui.settings import contacts, packs, programs
from app.ui.write import Desk


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with a draft of this room."""
    if form in ("contact", "contact-hide"):
        contacts.open_draft(desk, form, record)
        return
    if form == "pack":
        packs.open_form(desk, copy=record.startswith(packs.COPY), code=record.removeprefix(packs.COPY))
        return
    if form == "pack-back":
        packs.show_withdrawal(desk, uuid.UUID(record))
        return
    try:
        programs.open_form(desk, form, uuid.UUID(record) if record else None)
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        programs.back(desk)
