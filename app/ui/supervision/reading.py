"""A session that is signed, printed for signature, or not this person's to change: read only, with what may follow."""

import uuid
from typing import TYPE_CHECKING

from app.models.supervision import SupervisionSession
from app.services.encounters.entry import Phase
from app.services.supervision import outlook, phases, sessions, signing
from app.services.users import Action
from app.ui.kit import amending, controls, page
from app.ui.kit.facts import fact
from app.ui.supervision import shown
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class ReadingPage(page.Page):
    """The session as text, its signatures, its amendments."""

    def __init__(self, desk: "Desk", kept: SupervisionSession, frozen: bool) -> None:
        """`frozen` where a signature or a printed paper holds it."""
        self._desk, self._kept, self._frozen = desk, kept, frozen
        self.window_title = _("Supervision session")
        self._mine = desk.may(Action.SIGN) and any(one.id == kept.id for one in desk.read(signing.waiting))
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")),
            (_("Session"), None),
        ]
        self._buttons = self._offer()
        super().__init__(_("Supervision session"), shown.heading(kept), crumbs=crumbs, buttons=self._buttons)
        self._around = desk.read(lambda session: outlook.around(session, kept.id))
        card = page.Card()
        card.add(shown.lines(kept))
        aside = controls.plain(controls.down(shown.signature_card(kept), self._amendments(), None, gap=12))
        self.taking_back = amending.TakingBack(_("Take this session back"), self._take_back)
        left = controls.plain(controls.down(self.taking_back, card, self._phases(), None, gap=12))
        self.body.addWidget(page.beside(left, aside, 300))
        self._tell()

    def _offer(self) -> list[controls.Button]:
        made = []
        if self._desk.may(Action.RECORD_SUPERVISION):
            if self._frozen and not self._kept.void:
                made.append(controls.bare(_("Void"), "undo", self._ask_why))
                made.append(controls.outlined(_("Amend"), "pencil", self.amend))
            elif not self._frozen:
                made.append(controls.outlined(_("Remove"), "trash", self.remove))
        if self._mine:
            made.append(controls.filled(_("Sign"), "pencil", self.sign))
        return made

    def _tell(self) -> None:
        numbers = ", ".join(self._around.papers)
        held = self._kept.signatures or self._kept.paper_signature
        if numbers and not held:
            said = _("Printed for signature as {number}. It can be changed once that paper is withdrawn.")
            self.say(said.format(number=numbers), "print")
        elif held:
            self.say(_("Signed and locked. A change is written beside it and signed again."), "lock")

    def _amendments(self) -> page.Card:
        found = [amending.Amendment(*one) for one in self._around.amendments]
        return amending.amendments(found, self._kept.amends_id, self._open)

    def _phases(self) -> page.Card:
        """What the session noted about clients whom this person may see; hidden where there is nothing."""
        noted = self._desk.read(lambda session: phases.of_session(session, self._kept.id)) if self._desk.may(
            Action.SEE_CLIENTS
        ) else []  # fmt: skip
        card = page.Card(_("Phase of the work with each client"))
        card.add(controls.text(_("Not a part of the signed log. Only those who may see the client see this."), "second"))
        for one, name in noted:
            phase = Phase(one.phase).label if one.phase else ""
            card.add(fact(name, ", ".join(part for part in (phase, one.note) if part)))
        controls.seen(card, bool(noted))
        return card

    def _open(self, key: uuid.UUID) -> None:
        from app.ui.supervision import open_session

        open_session(self._desk, key)

    def _ask_why(self) -> None:
        self.taking_back.ask()

    def _take_back(self, reason: str) -> None:
        """Write the amendment that takes the session back; it holds once the supervisor has signed it."""
        kept = self._kept
        made = self._desk.write(lambda session: sessions.amend(session, kept.id, None, reason).id)
        if made is None:
            return

        def take_back() -> None:
            self._desk.write(lambda session: sessions.remove(session, made))

        room = self._desk.window.go("supervision")
        if isinstance(room, page.Page):
            room.undo(_("Taken back once the supervisor has signed the amendment."), take_back)

    def amend(self) -> None:
        """Write an amendment on a page of its own."""
        from app.ui.supervision.writing import WritingPage

        self._desk.window.open_page(WritingPage(self._desk, self._kept, amends=True), "supervision")

    def remove(self) -> None:
        """Take an unsigned amendment or session off the record, with a way back."""
        from app.ui.supervision.writing import remove

        remove(self._desk, self._kept)

    def sign(self) -> None:
        """Review and sign, this one first."""
        from app.ui.supervision.review import open_review

        open_review(self._desk, self._kept.id)
