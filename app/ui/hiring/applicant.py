"""An applicant: who has scored, who is still to score, the decision, and the way into an interview."""

import uuid
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.hiring import applicants, interviews, panels
from app.services.hiring.applicants import Decision
from app.services.hiring.interviews import BeginEntry, Held
from app.ui.kit import controls, dates
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card, Page, beside
from app.ui.write import Desk
from app.wording import _


class ApplicantPage(Page):
    """One applicant for the manager; no score stands here."""

    def __init__(self, desk: Desk, applicant_id: uuid.UUID) -> None:
        """Raises NotFound."""
        kept = desk.read(lambda session: applicants.load(session, applicant_id))
        self.desk, self._id, self._position = desk, applicant_id, kept.position_id
        applied = _("{position}. Applied {day}").format(position=kept.position.name, day=dates.say(kept.applied_on))
        super().__init__(
            kept.name, applied, crumbs=[(_("Hiring"), lambda: desk.window.go("hiring")), (kept.name, None)],
            buttons=[controls.outlined(_("Change"), "pencil", self._change),
                     controls.outlined(_("Compare applicants"), "", self._compare)],
        )  # fmt: skip
        self.window_title = _("Hiring")
        self._panel = Card(_("Panel"))
        main = controls.plain(controls.down(self._panel, self._begin(), None, gap=12))
        self.body.addWidget(beside(main, self._decided(kept.decision), 290))
        self.body.addStretch(1)
        self._show()
        desk.changed.connect(self._hear)

    def _begin(self) -> Card:
        card = Card(_("Begin an interview"))
        words = _("Hand the computer to a panel member: the interview fills the window, and only your passphrase ends"
                  " it. Nobody searches client records for an applicant.")  # fmt: skip
        card.add(controls.text(words, "second", wrap=True))
        self._missing = controls.Note("", "warning", "warning")
        card.add(self._missing)
        self.form = Form(BeginEntry, [row("panelist", "held_on", stretch=(3, 2))], choices={"panelist": []})
        self.form.set_values({"held_on": self.desk.today()})
        card.add(self.form)
        hand = controls.filled(_("Hand over"), "out", lambda: self.begin(True))
        alone = controls.outlined(_("Type in a paper sheet"), "pencil", lambda: self.begin(False))
        self._buttons = controls.plain(controls.across(hand, alone, None))
        card.add(self._buttons)
        return card

    def _decided(self, decision: str) -> QWidget:
        card = Card(_("Decision"))
        for kind in Decision:
            button = controls.Button(kind.label, "pick", "", partial(self._decide, kind))
            button.setCheckable(True)
            button.setChecked(kind.value == (decision or "open"))
            button.setAutoExclusive(True)
            button.setAccessibleName(_("Decision: {choice}").format(choice=kind.label))
            card.add(controls.across(button, None))
        words = _("Ask everyone alike. Question 13, on what would help a person do the job, is never scored.")
        card.add(controls.text(words, "second", wrap=True))
        return controls.plain(controls.down(card, None))

    def _show(self) -> None:
        while self._panel.body.count() > 1:
            item = self._panel.body.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found, named, standing = self.desk.read(
            lambda session: (
                interviews.of_applicant(session, self._id), panels.names(session, self._position),
                panels.standing(session, self._position)[self._id],
            )
        )  # fmt: skip
        done = _("{done} of {all} handed in").format(done=len(standing.done), all=len(standing.all))
        self._panel.aside.setText(done if standing.all else "")
        sat = {panels.same(one.panelist) for one in found}
        to_come = [name for name in named if panels.same(name) not in sat]
        if not named:
            self._panel.add(controls.text(_("No panel is named for this position yet."), "muted"))
        for one in found:
            self._panel.add(self._member(one))
        for name in to_come:
            words = controls.text(_("Not begun"), "label", "muted")
            self._panel.add(controls.plain(controls.across(controls.text(name, "strong"), None, words)))
        self._panel.add(controls.across(controls.link(_("Change the panel"), self._change_panel), None))
        self._offer(named, standing)

    def _offer(self, named: list[str], standing: panels.Standing) -> None:
        """Whom an interview can be begun with: those of the panel who have not handed in."""
        waiting = [name for name in named if panels.same(name) not in standing.done]
        self.form.set_choices("panelist", [(name, name) for name in waiting])
        words = ""
        if not named:
            words = _("Name the panel of this position first: scores stay hidden until everybody on it has handed in.")
        elif not waiting:
            words = _("Everybody on the panel has handed in.")
        self._missing.say(words, "info", "accent" if named else "warning")
        self.form.setVisible(bool(waiting))
        self._buttons.setVisible(bool(waiting))

    def _change_panel(self) -> None:
        self.desk.open("position", self._position)

    def _member(self, one: Held) -> QWidget:
        day = dates.say(one.held_on) if one.held_on else _("day not noted")
        left = controls.down(controls.Elided(one.panelist, "strong"), controls.Elided(day, "second"), gap=0)
        parts: list[QWidget | int | None] = [controls.plain(left), None]
        if one.submitted_at is not None:
            parts.append(controls.text(_("Handed in"), "label", "good"))
        else:
            parts += [controls.text(_("Begun, scores not in yet"), "label", "warning")]
            for words, act in ((_("Hand over"), partial(self._open, one.id, True)),
                               (_("Type in"), partial(self._open, one.id, False)),
                               (_("Remove"), partial(self._remove, one))):  # fmt: skip
                button = controls.row_button(words, "", act)
                button.setAccessibleName(_("{act}: {name}").format(act=words, name=one.panelist))
                parts.append(button)
        return controls.plain(controls.across(*parts))

    def begin(self, handed: bool) -> None:
        """Begin or go on with the interview of the panel member who is named."""
        entry = self.form.entry()
        if not isinstance(entry, BeginEntry):
            return
        found = self.desk.write(lambda session: interviews.begin(session, self._id, entry).id, self.form)
        if found is not None:
            self._open(found, handed)

    def _open(self, interview_id: uuid.UUID, handed: bool) -> None:
        self.desk.open("interview", interview_id, handed)

    def _remove(self, one: Held) -> None:
        self.desk.keeper.flush()
        draft = self.desk.draft("interview", str(one.id))
        if self.desk.write(lambda session: interviews.take_back(session, one.id) or True):
            self.desk.keeper.forget("interview", str(one.id))
            self.undo(_("Removed the interview that was begun."), lambda: self._put_back(one, draft))

    def _put_back(self, one: Held, draft: dict[str, Any] | None) -> None:
        """Begin the interview again with what was typed in it."""
        entry = BeginEntry(panelist=one.panelist, held_on=one.held_on)
        again = self.desk.write(lambda session: interviews.begin(session, self._id, entry).id)
        if again is not None and draft:
            self.desk.keeper.typed("interview", str(again), draft)

    def _decide(self, decision: Decision) -> None:
        today = self.desk.today()
        if self.desk.write(lambda session: applicants.decide(session, self._id, decision, today) or True):
            self.say(_("Noted for today: {decision}. You can choose otherwise here.").format(decision=decision.label))

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & {"interview", "panel_member"}:
            self._show()

    def _change(self) -> None:
        self.desk.open("applicant.form", self._id)

    def _compare(self) -> None:
        self.desk.open("comparison", self._position)


def open_applicant(desk: Desk, applicant_id: uuid.UUID) -> ApplicantPage:
    """Open an applicant's page. Raises NotFound."""
    page = ApplicantPage(desk, applicant_id)
    desk.window.open_page(page, "hiring")
    return page
