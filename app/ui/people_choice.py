"""The people a person may choose from in a form."""

from app.services import staff
from app.ui.write import Desk
from app.wording import _


def known_staff(desk: Desk) -> list[tuple[str, str]]:
    """(code, name) of everyone, or of oneself alone for a peer supporter."""
    people = desk.read(staff.choices)
    if desk.signed_in.actor.sees_all:
        return people
    own = {row.code for row in desk.read(lambda session: staff.window(session, limit=10_000))}
    return [one for one in people if one[0] in own]


def packs_held(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """(code, title) of the rule packs that each person is or was under, by the person's code."""
    held: dict[str, list[tuple[str, str]]] = {}
    for row in desk.read(lambda session: staff.window(session, limit=10_000)):
        held.setdefault(row.code, []).append((row.pack, _(desk.pack(row.pack).title)))
    return held
