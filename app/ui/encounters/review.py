"""Review and sign: each waiting note in full; one's own are signed, supervisees' seen, sent back or signed off."""

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.models.encounters import Encounter
from app.services.across import countersign
from app.services.encounters import reviews, signing, warnings
from app.services.encounters.notes import full_name
from app.services.users import Action
from app.ui import consents
from app.ui.encounters import shown, words
from app.ui.kit import controls, page, review
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk


MEANING = N_(
    "By signing you say that each ticked note is right as written here. Your own are locked from then on; a "
    "supervisee's is signed off."
)


def _sign(session: Any, ids: list[uuid.UUID], key: Any) -> int:
    return len(signing.sign(session, ids, key))


def _batch(desk: "Desk", others: int = 0) -> review.Batch:
    """How notes are signed; `others` wait besides the one that is shown alone."""
    further = plural("{count} further note waits for you", "{count} further notes wait for you", others)
    return review.Batch(
        room="encounters", crumb=_("Notes"), title=_("Review and sign notes"),
        meaning=_(MEANING), nothing=_("No note waits for you."),
        button=lambda count: plural("Sign {count} note", "Sign {count} notes", count),
        done=lambda count: plural("{count} note is signed.", "{count} notes are signed.", count),
        sign=_sign, again=lambda: open_review(desk), next=lambda ids: next_words(desk, ids),
        further=further if others else "", open_further=lambda: open_review(desk),
    )  # fmt: skip


def next_words(desk: "Desk", ids: Sequence[uuid.UUID]) -> str:
    """What follows once these notes are signed: who looks at them, or that all is done."""
    found = desk.read(lambda session: [one for key in ids for one in countersign.of_note(session, key)])
    names = sorted({one.name for one in found})
    if names:
        return _("Next they are reviewed by: {names}.").format(names=", ".join(names))
    return _("Nothing more is to do with them.")


class _Own(review.Waiting):
    """One's own note with its tick."""

    def __init__(self, one: Encounter, doubts: Sequence[str]) -> None:
        tick = _("I have read this note on {name} and it is right").format(name=_named(one))
        super().__init__(one.id, words.heading(one), words.clients(one), shown.lines(one), tick, doubts)


class _Led(review.Waiting):
    """A supervisee's note: sign off where its writer has signed, 'I have read it', or 'Needs revision' with a comment."""

    def __init__(
        self, desk: "Desk", one: Encounter, doubts: Sequence[str], again: Callable[[], page.Page]
    ) -> None:
        """`again()` shows what still waits, once a word was put on this one."""
        self._desk, self._again = desk, again
        names = _("{clients}, by {name}").format(clients=words.clients(one), name=one.staff.name)
        signable = any(row.role == signing.WRITER for row in one.signatures) and not signing.lacking(one)
        tick = _("I have read this note on {name} and sign it off").format(name=_named(one))
        super().__init__(one.id, words.heading(one), names, shown.lines(one), tick, doubts, signable)
        self.comment = Field("comment", _("What does the note need?"), "", ProseEditor(2))
        self._send = controls.outlined(_("Send back"), "undo", self.send_back)
        for text, icon, act in (
            (_("I have read it"), "eye", lambda: self.review(reviews.SEEN)),
            (_("Needs revision"), "pencil", self.ask),
        ):  # fmt: skip
            button = controls.row_button(text, icon, act)
            button.setAccessibleName(_("{act}: {note}").format(act=text, note=self.accessibleName()))
            self.acts.addWidget(button)
        self._asking = controls.plain(controls.down(self.comment, controls.plain(controls.across(None, self._send))))
        self._asking.hide()
        self.add(self._asking)

    def ask(self) -> None:
        """Ask for the comment."""
        self._asking.show()
        self.comment.enter()

    def review(self, state: str, comment: str = "") -> None:
        """Put a word on the note, and show what still waits."""
        made = self._desk.write(lambda session: reviews.review(session, self.key, state, comment).id)
        if made is not None:
            seen = _("Marked as read. It leaves this list; you can still open it under Notes.")
            sent = _("Sent back. It waits with its writer, and comes here again once they have mended it.")
            self._again().say(seen if state == reviews.SEEN else sent)

    def send_back(self) -> None:
        """Send the note back with its comment; without one the field says what is missing."""
        comment = self.comment.editor.value()
        if not comment.strip():
            self.comment.show_problem(_("Say what the note needs, so that its writer can mend it."))
            self.comment.enter()
            return
        self.review(reviews.NEEDS_REVISION, comment)


class ReviewPage(review.ReviewPage):
    """One's own notes, then those of supervisees."""

    def __init__(self, desk: "Desk", own: Sequence[Encounter], led: Sequence[Encounter], others: int = 0) -> None:
        """Shows them in the order given; `others` wait besides."""
        count = len(own) + len(led) + others
        told = plural("{count} note waits for you", "{count} notes wait for you", count)
        batch = _batch(desk, others)
        super().__init__(desk, batch, told, _cards(desk, own, led, batch.again))


def _named(one: Encounter) -> str:
    return review.named([full_name(row.client) for row in one.attendance])


def _cards(
    desk: "Desk", own: Sequence[Encounter], led: Sequence[Encounter], again: Callable[[], page.Page]
) -> list[review.Waiting]:
    """A card for each note: one's own, then those of supervisees."""
    doubts = desk.read(lambda session: {one.id: warnings.of_note(session, one) for one in (*own, *led)})
    return [*(_Own(one, doubts[one.id]) for one in own), *(_Led(desk, one, doubts[one.id], again) for one in led)]


def part(desk: "Desk", again: Callable[[], page.Page]) -> review.Part:
    """What waits of notes, for a page that shows more than them; `again()` opens that page anew.

    That the clients' records are opened is written down first. Raises Problems; then nothing may be shown.
    """
    own, led = _waiting(desk)
    _look(desk, own, led)
    return review.Part(_cards(desk, own, led, again), _sign, lambda ids: next_words(desk, ids))


def _look(desk: "Desk", own: Sequence[Encounter], led: Sequence[Encounter]) -> None:
    consents.look(desk, [row.client_id for one in (*own, *led) for row in one.attendance])


def _waiting(desk: "Desk") -> tuple[list[Encounter], list[Encounter]]:
    """One's own notes to sign, and those of supervisees to look at; what is both stands under one's own."""
    own = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    led = desk.read(reviews.queue) if desk.may(Action.REVIEW_ENCOUNTERS) else []
    mine = {one.id for one in own}
    return own, [one for one in led if one.id not in mine]


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> page.Page:
    """Open the page with all that waits; or with the note `first` alone, or the sentence why it cannot be signed."""
    own, led = _waiting(desk)
    count = len(own) + len(led)
    if first is not None:
        own, led = [one for one in own if one.id == first], [one for one in led if one.id == first]
        if not own and not led:
            return told(desk, first)
    _look(desk, own, led)
    made = ReviewPage(desk, own, led, count - len(own) - len(led))
    desk.window.open_page(made, "encounters")
    return made.begin(first)


def told(desk: "Desk", key: uuid.UUID) -> page.Page:
    """The note's own page, with the sentence why it does not wait for this person."""
    shown_page: page.Page = desk.open("note", key)
    why = desk.read(lambda session: signing.why_not(session, key)) if desk.may(Action.SIGN) else ""
    shown_page.say(why or _("This note does not wait for you any more."), "info")
    return shown_page
