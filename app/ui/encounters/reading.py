"""A note that is signed, or not this person's to change: read only, with what may follow."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.models.clients import Client
from app.models.encounters import Encounter
from app.services.across import papers
from app.services.encounters import listing, notes, reviews, signing
from app.services.users import Action
from app.ui import consents
from app.ui.encounters import shown, words
from app.ui.encounters.writing import WritingPage
from app.ui.kit import amending, controls, dates, page
from app.wording import _

if TYPE_CHECKING:
    from app.ui.kit.background import Progress
    from app.ui.write import Desk


class ReadingPage(page.Page):
    """The note as text, its signatures, its amendments, and the last word of a reviewer."""

    def __init__(self, desk: "Desk", kept: Encounter, back: Callable[[], object] | None = None) -> None:
        """`back` leads to the typing that this was opened from."""
        self._desk, self._kept = desk, kept
        self.window_title = _("Encounter note")
        crumbs: list[page.Crumb] = [(_("Back to your note"), back)] if back else [
            (_("Notes"), lambda: desk.window.go("encounters"))
        ]  # fmt: skip
        crumbs.append((_("Note"), None))
        self._buttons = self._offer()
        super().__init__(words.clients(kept), words.heading(kept), crumbs=crumbs, buttons=self._buttons)
        card = page.Card()
        card.add(shown.lines(kept))
        card.be_read(words.heading(kept))
        self._card = card
        self.taking_back = amending.TakingBack(_("Take this note back"), self._take_back)
        left = controls.plain(controls.down(self.taking_back, card, None, gap=12))
        aside = controls.down(shown.signature_card(kept), self._review_card(), self._amendments(), None, gap=12)
        self.body.addWidget(page.beside(left, controls.plain(aside), 300))
        self.say(*self._state())

    def take_focus(self) -> None:
        """The page opens on the record, and on no button."""
        self._card.setFocus()

    def _state(self) -> page.Said:
        """How the note stands, in one line worked out from the record: replaced, sent back, signed, or nothing to say."""
        kept = self._kept
        if kept.id in self._desk.read(listing.superseded):
            return _("Replaced: a signed amendment stands in its place. It is kept as it was signed."), "undo", "warning"
        word = self._desk.read(lambda session: reviews.word(session, kept.id))
        if word is not None and word.state == reviews.NEEDS_REVISION:
            told = _("Sent back by {name}: {comment}").format(name=word.by, comment=word.comment.split("\n")[0])
            how = _("It is signed, so answer with Amend.") if kept.signatures else _("Its writer mends it.")
            return f"{told} {how}", "undo", "warning"
        if kept.signatures:
            return _("Signed and locked. A change is written beside it and signed again."), "lock", "accent"
        return "", "info", "accent"

    def _mine(self) -> bool:
        own = self._kept.staff_id == self._desk.signed_in.actor.staff_id
        return self._desk.may(Action.WRITE_ENCOUNTERS) and (own or self._desk.may(Action.EDIT_STAFF))

    def _offer(self) -> list[controls.Button]:
        made = []
        if self._desk.may(Action.PRINT):
            made.append(controls.bare(_("Print"), "print", self.print_note))
        if self._mine() and self._kept.signatures and not self._kept.void:
            made.append(controls.bare(_("Void"), "undo", self._ask_why))
            made.append(controls.outlined(_("Amend"), "pencil", self.amend))
        waits = self._desk.read(signing.waiting)
        if self._desk.may(Action.SIGN) and any(one.id == self._kept.id for one in waits):
            made.append(controls.filled(_("Sign"), "pencil", self.sign))
        return made

    def _review_card(self) -> page.Card:
        card = page.Card(_("Review"))
        word = self._desk.read(lambda session: reviews.word(session, self._kept.id))
        if word is None:
            card.add(controls.text(_("No one has reviewed it yet."), "muted"))
            return card
        said = {
            reviews.SEEN: _("Read by {name}"),
            reviews.NEEDS_REVISION: _("{name} asks for a revision"),
            reviews.READY: _("{name} says it is ready"),
        }
        card.add(controls.text(said[word.state].format(name=word.by), wrap=True))
        if word.comment:
            card.add(controls.text(word.comment, wrap=True))
        card.add(controls.text(dates.say(self._desk.day(word.at)), "second"))
        return card

    def _amendments(self) -> page.Card:
        found = [] if self._kept.amends_id else self._desk.read(lambda session: notes.amendments(session, self._kept.id))
        listed = [
            amending.Amendment(
                one.id, next((row.signed_on for row in one.signatures if row.role == signing.WRITER), None),
                one.amendment_reason, one.void,
            )
            for one in found
        ]  # fmt: skip
        return amending.amendments(listed, self._kept.amends_id, self._open)

    def _open(self, key: uuid.UUID) -> None:
        self._desk.open("note", key)

    def _ask_why(self) -> None:
        self.taking_back.ask()

    def _take_back(self, reason: str) -> None:
        """Write the amendment that takes the note back; it holds once its writer has signed it."""
        kept = self._kept
        made = self._desk.write(lambda session: notes.amend(session, kept.id, None, reason).id)
        if made is not None:
            self._desk.open("note.review", made).say(_("Sign the amendment: the note is taken back from then on."))

    def amend(self) -> None:
        """Write an amendment on a page of its own."""
        self._desk.window.open_page(WritingPage(self._desk, self._kept, amends=True), "encounters")

    def sign(self) -> None:
        """Review and sign, this one first."""
        self._desk.open("note.review", self._kept.id)

    def print_note(self) -> None:
        """Show the note of this client and day as a paper."""
        first = min((row.client for row in self._kept.attendance), key=lambda client: client.code)
        print_notes(self._desk, first, self._kept.date, self._kept.date)


def print_notes(desk: "Desk", client: Client, first: dt.date, last: dt.date) -> None:
    """Render a client's notes of a period and open the preview."""

    def work(_progress: "Progress") -> bytes:
        asked = papers.Asked(client=client.code, first=first, last=last)
        return desk.read(lambda session: papers.render(session, "encounter", asked))

    def done(data: bytes) -> None:
        title = _("Encounter note")
        crumbs: list[page.Crumb] = [(_("Notes"), lambda: desk.window.go("encounters")), (title, None)]
        desk.open("client.paper", title, data, kind="encounter", client=client.id, room="encounters", crumbs=crumbs)

    desk.queue.run(work, done, title=_("Making the note"))


def open_note(desk: "Desk", encounter_id: uuid.UUID | None = None, client: str = "") -> page.Page:
    """A note's page: a new one (for the client of a code), one to change, or a signed one to read.

    That the clients' records are opened is written down first. Raises NotFound for an id that is not on record, and
    Problems where it cannot be written down.
    """
    made: page.Page
    if encounter_id is None:
        made = WritingPage(desk, client=client)
    else:
        wanted = encounter_id
        kept = desk.read(lambda session: notes.load(session, wanted))
        consents.look(desk, [row.client_id for row in kept.attendance])
        mine = kept.staff_id == desk.signed_in.actor.staff_id or desk.may(Action.EDIT_STAFF)
        writes = desk.may(Action.WRITE_ENCOUNTERS) and mine and not kept.signatures and not kept.void
        made = WritingPage(desk, kept) if writes else ReadingPage(desk, kept)
    desk.window.open_page(made, "encounters")
    if isinstance(made, WritingPage):
        made.form.begin()
    return made


def show_before(desk: "Desk", kept: Encounter, back: Callable[[], object]) -> ReadingPage:
    """The note before the one that is being written; `back` leads to that typing again."""
    made = ReadingPage(desk, kept, back)
    desk.window.open_page(made, "encounters")
    return made
