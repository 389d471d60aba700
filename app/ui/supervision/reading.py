"""A session that is signed, printed for signature, or not this person's to change: read only, with what may follow."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from app.models.supervision import SupervisionSession
from app.services.across import countersign
from app.services.encounters.entry import Phase
from app.services.supervision import outlook, paper, phases, sessions, signatures, signing
from app.services.users import Action
from app.ui.kit import amending, controls, handover, page
from app.ui.kit.facts import fact
from app.ui.supervision import scans, shown
from app.ui.supervision.review import hand_over
from app.ui.supervision.writing import WritingPage, remove
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk


WAITS = N_("{number} is printed for signature and waits for ink.")
SIGNED = N_("{number} is signed by hand.")


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
        card.be_read(shown.heading(kept))
        self._card = card
        told, act = N_("That it was recorded, by whom and your reason stay on record."), N_("Take back")
        self.recalling = amending.TakingBack(_("Take the recording back"), self._recall, told, act)
        beside = (self._signatures(), self._papers(), self.recalling, self._amendments())
        aside = controls.plain(controls.down(*beside, None, gap=12))
        self.taking_back = amending.TakingBack(_("Take this session back"), self._take_back)
        left = controls.plain(controls.down(self.taking_back, card, self._phases(), None, gap=12))
        self.body.addWidget(page.beside(left, aside, 300))
        self._tell()

    def take_focus(self) -> None:
        """The page opens on the record, and on no button."""
        self._card.setFocus()

    def _signatures(self) -> page.Card:
        """Who has signed; and for each who has not, the way to hand the screen to them."""
        card = shown.signature_card(self._kept)
        if not self._desk.may(Action.SIGN) or self._kept.date > self._desk.today():
            return card
        own = self._desk.signed_in.actor.user_id
        found = self._desk.read(lambda session: countersign.of_session(session, self._kept.id))
        for one in found:
            if one.user_id not in (None, own):
                card.add(handover.button(one.name, partial(self._hand_over, one)))
        return card

    def _hand_over(self, to: countersign.Missing) -> None:
        hand_over(self._desk, self._kept.id, to)

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
        if self._around.replaced:
            told = _("Replaced: an amendment that is signed stands in its place. It is kept as it was signed.")
            self.say(told, "undo", "warning")
            return
        numbers = ", ".join(self._around.papers)
        standing = signatures.of(self._kept)
        held = standing.begun
        if numbers and standing.missing:
            said = _("Printed for signature as {number}. It can be changed once that paper is withdrawn.")
            if held:
                said = _("Printed for signature as {number}. Who signed in Peerdesk before stays so.")
            self.say(said.format(number=numbers), "print")
        elif held:
            self.say(_("Signed and locked. A change is written beside it and signed again."), "lock")

    def _papers(self) -> page.Card:
        """The papers that hold this session, each with its scan; and a signature by hand recorded without one."""
        kept, card = self._kept, page.Card(_("On paper"))
        found = self._desk.read(lambda session: paper.of_session(session, kept.id))
        for one in found:
            number, scan = one.number, one.scan_id
            card.add(controls.text(_(WAITS if one.waits else SIGNED).format(number=number), wrap=True))
            looks = [controls.link(_("Look at the paper"), partial(scans.open_printed, self._desk, number))]
            if scan is not None:
                looks.append(controls.link(_("Look at the scan"), partial(scans.open_scan, self._desk, number, scan)))
            if self._desk.may(Action.RECORD_PAPER):
                looks.append(controls.link(_("Open in papers"), partial(self._open_papers, number)))
            for look in looks:
                card.add(controls.across(look, None))
        alone = any(row.document_id is None for row in kept.paper_signatures)
        if alone:
            card.add(controls.text(_("Signed on a paper that was not printed here."), wrap=True))
            if self._desk.may(Action.RECORD_PAPER):
                back = controls.link(_("Take the recording back…"), lambda: self.recalling.ask())
                card.add(controls.across(back, None))
        if not found and not alone:
            card.hide()
        return card

    def _open_papers(self, number: str) -> None:
        self._desk.open("papers", number=number)

    def _recall(self, reason: str) -> None:
        """Take back that it was recorded as signed by hand; it can then be changed, or signed in Peerdesk."""
        key = self._kept.id
        if self._desk.write(lambda session: paper.recall_session(session, key, reason)) is not None:
            opened = self._desk.open("session", key)
            opened.say(_("The recording is taken back. Nobody has signed this session by hand any more."), "undo")

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
        self._desk.open("session", key)

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
        self._desk.open("session.amend", self._kept.id)

    def remove(self) -> None:
        """Take an unsigned amendment or session off the record, with a way back."""
        remove(self._desk, self._kept)

    def sign(self) -> None:
        """Review and sign, this one first."""
        self._desk.open("session.review", self._kept.id)


def open_session(desk: "Desk", session_id: uuid.UUID | None = None, staff: str = "") -> page.Page:
    """A session's page: a new one (for the staff member of a code), one to change, or a signed one to read.

    Raises NotFound for an id that is not on record.
    """
    made: page.Page
    if session_id is None:
        made = WritingPage(desk, staff=staff)
    else:
        wanted = session_id
        kept = desk.read(lambda session: sessions.load(session, wanted))
        frozen = desk.read(lambda session: sessions.is_frozen(session, wanted))
        reads = frozen or kept.void or not desk.may(Action.RECORD_SUPERVISION)
        made = ReadingPage(desk, kept, frozen) if reads else WritingPage(desk, kept)
    desk.window.open_page(made, "supervision")
    if isinstance(made, WritingPage):
        made.form.fields["date" if staff or session_id else "staff"].enter()
    return made
