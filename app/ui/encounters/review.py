"""Review and sign: each waiting note in full; one's own are signed, supervisees' seen, sent back or signed off."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.models.encounters import Encounter
from app.services.encounters import reviews, signing
from app.services.users import Action
from app.ui import consents
from app.ui.encounters import shown, words
from app.ui.kit import controls, review
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


def _batch(desk: "Desk") -> review.Batch:
    return review.Batch(
        room="encounters", crumb=_("Notes"), title=_("Review and sign notes"),
        meaning=_(MEANING), nothing=_("No note waits for you."),
        button=lambda count: plural("Sign {count} note", "Sign {count} notes", count),
        done=lambda count: plural("{count} note is signed.", "{count} notes are signed.", count),
        sign=_sign, again=lambda: open_review(desk),
    )  # fmt: skip


class _Own(review.Waiting):
    """One's own note with its tick."""

    def __init__(self, one: Encounter) -> None:
        tick = _("I have read this and it is right")
        super().__init__(one.id, words.heading(one), words.clients(one), shown.lines(one), tick)
        self.box.setAccessibleName(_("Reviewed: {note}").format(note=words.heading(one)))


class _Led(review.Waiting):
    """A supervisee's note: sign off where its writer has signed, 'I have read it', or 'Needs revision' with a comment."""

    def __init__(self, one: Encounter, host: "ReviewPage") -> None:
        names = _("{clients}, by {name}").format(clients=words.clients(one), name=one.staff.name)
        signable = any(row.role == signing.WRITER for row in one.signatures)
        tick = _("I have read this and sign it off")
        super().__init__(one.id, words.heading(one), names, shown.lines(one), tick, signable)
        self.box.setAccessibleName(_("Reviewed: {note}").format(note=words.heading(one)))
        self.comment = Field("comment", _("What does the note need?"), "", ProseEditor(2))
        self._send = controls.outlined(_("Send back"), "undo", lambda: host.send_back(self))
        for text, icon, act in (
            (_("I have read it"), "eye", lambda: host.review(one.id, reviews.SEEN)),
            (_("Needs revision"), "pencil", self.ask),
        ):  # fmt: skip
            button = controls.row_button(text, icon, act)
            button.setAccessibleName(_("{act}: {note}").format(act=text, note=words.heading(one)))
            self.acts.addWidget(button)
        self._asking = controls.plain(controls.down(self.comment, controls.plain(controls.across(None, self._send))))
        self._asking.hide()
        self.add(self._asking)

    def ask(self) -> None:
        """Ask for the comment."""
        self._asking.show()
        self.comment.enter()


class ReviewPage(review.ReviewPage):
    """One's own notes, then those of supervisees."""

    def __init__(self, desk: "Desk", own: Sequence[Encounter], led: Sequence[Encounter]) -> None:
        """Shows them in the order given."""
        told = plural("{count} note waits for you", "{count} notes wait for you", len(own) + len(led))
        super().__init__(desk, _batch(desk), told, cards(own, led, self))

    def review(self, key: uuid.UUID, state: str, comment: str = "") -> None:
        """Put a word on a supervisee's note, and show what still waits."""
        made = self._desk.write(lambda session: reviews.review(session, key, state, comment).id)
        if made is not None:
            said = _("Marked as read.") if state == reviews.SEEN else _("Sent back to its writer.")
            self._batch.again().say(said)

    def send_back(self, card: _Led) -> None:
        """Send a note back with its comment; without one the field says what is missing."""
        comment = card.comment.editor.value()
        if not comment.strip():
            card.comment.show_problem(_("Say what the note needs, so that its writer can mend it."))
            card.comment.enter()
            return
        self.review(card.key, reviews.NEEDS_REVISION, comment)


def cards(own: Sequence[Encounter], led: Sequence[Encounter], host: ReviewPage) -> list[review.Waiting]:
    """A card for each note: one's own, then those of supervisees, whose words go through the page `host`."""
    return [*(_Own(one) for one in own), *(_Led(one, host) for one in led)]


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> ReviewPage:
    """Open the page; the note `first` stands first and is the one to look at."""
    own = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    led = desk.read(reviews.queue) if desk.may(Action.REVIEW_ENCOUNTERS) else []
    consents.look(desk, [row.client_id for one in (*own, *led) for row in one.attendance])
    mine = {one.id for one in own}
    made = ReviewPage(
        desk,
        sorted(own, key=lambda one: one.id != first),
        sorted((one for one in led if one.id not in mine), key=lambda one: one.id != first),
    )
    desk.window.open_page(made, "encounters")
    return made.begin()
