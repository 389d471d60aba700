"""The last page of an interview: what speaks for the applicant, what gives pause, what has no score yet, submit."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.hiring.book import Book
from app.ui.kit import controls, icons, theme
from app.ui.kit.page import Card
from app.wording import _, plural


class Finish(Card):
    """Two boxes of text, the list of what is missing, and the button that closes the sheet."""

    def __init__(self, book: Book, changed: Callable[[], object], submit: Callable[[], object]) -> None:
        """`changed` is called at every key, `submit` on the button."""
        super().__init__(_("Your view of the applicant"))
        self._book, self._changed = book, changed
        self.positives = self._text(_("What speaks for this applicant"), book.positives)
        self.concerns = self._text(_("What gives you pause"), book.concerns)
        self._missing = controls.text("", "second", wrap=True)
        self.add(self._missing)
        note = _("After you submit, your scores are closed. The others' scores stay hidden until all have submitted.")
        self.add(controls.text(note, "second", wrap=True))
        self.submit = controls.filled(_("Submit my scores"), "check", submit)
        self.add(controls.across(self.submit, None))
        self.body.addStretch(1)
        self.positives.textChanged.connect(self._typed)
        self.concerns.textChanged.connect(self._typed)

    def _text(self, words: str, value: str) -> QPlainTextEdit:
        label, edit = controls.text(words, "label"), QPlainTextEdit(value)
        edit.setTabChangesFocus(True)
        edit.setAccessibleName(words)
        edit.setFixedHeight(theme.height(92, 4))
        label.setBuddy(edit)
        self.add(label)
        self.add(edit)
        return edit

    def _typed(self) -> None:
        self._book.positives = self.positives.toPlainText()
        self._book.concerns = self.concerns.toPlainText()
        self._changed()

    def follow(self) -> None:
        """Say which questions have no answer yet."""
        waiting = self._book.waiting()
        if not waiting:
            self._missing.setText(_("Every question has an answer or was not asked."))
            return
        head = plural("{count} question has no answer and stays out of the average:",
                      "{count} questions have no answer and stay out of the average:", len(waiting))  # fmt: skip
        names = []
        for part, words in (("general", _("part one: {numbers}")), ("recovery", _("part two: {numbers}"))):
            numbers = ", ".join(str(one.number) for one in waiting if one.part == part)
            names += [words.format(numbers=numbers)] if numbers else []
        self._missing.setText(f"{head} {'; '.join(names)}.")

    def enter(self) -> None:
        """Take the focus."""
        self.positives.setFocus()


def thanks(handed: bool, leave: Callable[[], object]) -> QWidget:
    """What stands there once a sheet is handed in."""
    words = _("Thank you. Your scores are in and closed.")
    if handed:
        words += " " + _("Please hand the computer back now.")
    line = controls.across(None, icons.label("check-circle", "good", 22), controls.text(words, "section"), None)
    button = controls.filled(_("Hand back") if handed else _("Back to the applicant"), "", leave)
    box = controls.down(None, gap=18)
    box.addLayout(line)
    box.addLayout(controls.across(None, button, None))
    box.addStretch(2)
    return controls.plain(box)
