"""Sessions and notes that wait for one person, reviewed on one page and signed with one passphrase."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.models.encounters import Encounter
from app.models.supervision import SupervisionSession
from app.services.encounters import signing as note_signing
from app.services.supervision import signing
from app.services.users import Action
from app.ui import consents
from app.ui.encounters import review as notes
from app.ui.kit import review
from app.ui.supervision import review as sessions
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that each ticked session took place as written, and that each ticked note is right and signed "
    "off. They are locked from then on."
)


def _batch(desk: "Desk", held: frozenset[uuid.UUID]) -> review.Batch:
    def sign(session: Any, ids: list[uuid.UUID], key: Any) -> int:
        signing.sign(session, [one for one in ids if one in held], key)
        note_signing.sign(session, [one for one in ids if one not in held], key)
        return len(ids)

    def next_words(ids: list[uuid.UUID]) -> str:
        both = ([one for one in ids if one in held], [one for one in ids if one not in held])
        said = [of(desk, some) for of, some in zip((sessions.next_words, notes.next_words), both, strict=True) if some]
        return " ".join(said)

    return review.Batch(
        room="home", crumb=_("Home"), title=_("Review and sign"),
        meaning=_(MEANING), nothing=_("Nothing waits for you."),
        button=lambda count: plural("Sign {count} record", "Sign {count} records", count),
        done=lambda count: plural("{count} record is signed.", "{count} records are signed.", count),
        sign=sign, again=lambda: open_together(desk), next=next_words,
    )  # fmt: skip


class TogetherPage(notes.ReviewPage):
    """The sessions first, then one's own notes, then those of supervisees."""

    def __init__(
        self, desk: "Desk", held: Sequence[SupervisionSession], own: Sequence[Encounter], led: Sequence[Encounter]
    ) -> None:
        """Shows them in the order given."""
        count = len(held) + len(own) + len(led)
        told = plural("{count} record waits for you", "{count} records wait for you", count)
        cards = [*sessions.cards(desk, held), *notes.cards(desk, own, led, self)]
        review.ReviewPage.__init__(self, desk, _batch(desk, frozenset(one.id for one in held)), told, cards)


def open_together(desk: "Desk") -> TogetherPage:
    """Open the page with everything that waits for this person's eyes and signature."""
    held = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    own, led = notes.waiting(desk) if desk.may(Action.SEE_ENCOUNTERS) else ([], [])
    consents.look(desk, [row.client_id for one in (*own, *led) for row in one.attendance])
    page = TogetherPage(desk, held, own, led)
    desk.window.open_page(page, "home")
    page.begin()
    return page
