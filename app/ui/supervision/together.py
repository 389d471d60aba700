"""Sessions and notes that wait for one person, reviewed on one page and signed with one passphrase."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.services.supervision import signing
from app.services.users import Action
from app.ui.kit import review
from app.ui.supervision import review as sessions
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that each ticked session took place as written, and that each ticked note is right and signed "
    "off. They are locked from then on."
)


def _batch(desk: "Desk", parts: Sequence[review.Part]) -> review.Batch:
    def shared(ids: list[uuid.UUID]) -> list[tuple[review.Part, list[uuid.UUID]]]:
        """Each part with those of these records that are its own."""
        return [(part, [card.key for card in part.cards if card.key in ids]) for part in parts]

    def sign(session: Any, ids: list[uuid.UUID], key: Any) -> int:
        for part, own in shared(ids):
            part.sign(session, own, key)
        return len(ids)

    def next_words(ids: list[uuid.UUID]) -> str:
        return " ".join(part.next(own) for part, own in shared(ids) if own)

    return review.Batch(
        room="home", crumb=_("Home"), title=_("Review and sign"),
        meaning=_(MEANING), nothing=_("Nothing waits for you."),
        button=lambda count: plural("Sign {count} record", "Sign {count} records", count),
        done=lambda count: plural("{count} record is signed.", "{count} records are signed.", count),
        sign=sign, again=lambda: open_together(desk), next=next_words,
    )  # fmt: skip


class TogetherPage(review.ReviewPage):
    """The sessions first, then one's own notes, then those of supervisees."""

    def __init__(self, desk: "Desk", parts: Sequence[review.Part]) -> None:
        """Shows them in the order given."""
        cards = [card for part in parts for card in part.cards]
        told = plural("{count} record waits for you", "{count} records wait for you", len(cards))
        super().__init__(desk, _batch(desk, parts), told, cards)


def open_together(desk: "Desk") -> TogetherPage:
    """Open the page with everything that waits for this person's eyes and signature."""
    held = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    seen = desk.may(Action.SEE_ENCOUNTERS)
    notes: list[review.Part] = [desk.open("note.part", lambda: open_together(desk))] if seen else []
    page = TogetherPage(desk, [sessions.part(desk, held), *notes])
    desk.window.open_page(page, "home")
    page.begin()
    return page
