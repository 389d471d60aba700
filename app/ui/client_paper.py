"""A paper about a client on screen: each time that it leaves, that and why is written down."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.services.consents import giving
from app.services.consents.giving import Purpose
from app.ui import consents
from app.ui.kit.page import Crumb, Page, problem
from app.ui.kit.preview import Leaving, Preview
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

UNWRITTEN = N_("The paper has left, but that could not be written down. Note in the client's record who got it and why.")


def open_paper(
    desk: "Desk",
    title: str,
    data: bytes,
    *,
    kind: str,
    client: uuid.UUID,
    room: str,
    crumbs: Sequence[Crumb] = (),
    purpose: Purpose = Purpose.OWN_USE,
) -> Page:
    """Show a paper about a client; each time it is saved or printed, that and why is written down as it leaves.

    The line and the leaving stand or fall together: what did not leave leaves no line, and without a line nothing does.
    """
    consents.look(desk, [client])
    why = consents.Why(purpose)

    def around(leave: Leaving) -> str | None:
        entry = why.read()
        if entry is None:
            return None

        left: list[str] = []

        def work(session: Any) -> str:
            giving.given(session, entry, f"paper {kind}", [client])
            left.append(leave())
            return left[0]

        happened = desk.write(work, why.form)
        if happened is None and left:  # the disk failed in the very moment of keeping the line
            problem(page, _(UNWRITTEN))
        return happened

    page = Preview(title, data, f"{kind}.pdf", crumbs, above=why, around=around)
    desk.window.open_page(page, room)
    return page
