"""Beside the interview: progress, the total so far, how often each score was given, and that scores are hidden."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.services.rules import interview as rules
from app.ui.hiring.book import Book
from app.ui.kit import controls, icons, theme
from app.ui.kit.page import Card
from app.wording import _, plural


class Steps(QWidget):
    """Small blocks, one a question, filled as they are answered."""

    def __init__(self) -> None:
        """None so far."""
        super().__init__()
        self._done, self._all = 0, 1
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, done: int, whole: int) -> None:
        """Fill `done` of `whole` blocks."""
        self._done, self._all = done, max(1, whole)
        self.setAccessibleName(_("{done} of {all} questions answered").format(done=done, all=whole))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The blocks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        each = self.width() / self._all
        for number in range(self._all):
            painter.setBrush(theme.colour("accent" if number < self._done else "track"))
            painter.drawRoundedRect(QRectF(number * each, 0, each - 2, 10), 2, 2)


class Share(QWidget):
    """A bar of a count against the highest possible."""

    def __init__(self, tall: int = 11) -> None:
        """Empty; `tall` pixels high."""
        super().__init__()
        self._share = 0.0
        self._tall = tall
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(tall + 2)

    def sizeHint(self) -> QSize:
        """A short bar."""
        return QSize(100, self._tall + 2)

    def show_share(self, share: float, words: str) -> None:
        """Fill this share, 0 to 1, and say it in words."""
        self._share = share
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line, and the bar on it."""
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() / 2 - 1, self.width(), 2), theme.colour("track"))
        painter.fillRect(QRectF(0, 1, self.width() * self._share, self._tall), theme.colour("accent"))


class Aside(QWidget):
    """The column of cards; `follow` fills it from the book."""

    def __init__(self, panel: int) -> None:
        """`panel` is how many panel members have begun."""
        super().__init__()
        self._progress, self._steps = Card(_("Progress")), Steps()
        self._left = controls.text("", "second", wrap=True)
        self._progress.add(self._steps)
        self._progress.add(self._left)
        self._total = Card(_("Your total"))
        self._points, self._of = controls.text("0", "figure"), controls.text("")
        row = controls.across(self._points, self._of, None, gap=6)
        self._of.setContentsMargins(0, 0, 0, theme.scaled(5))  # both figures on one line of writing
        row.setAlignment(self._of, Qt.AlignmentFlag.AlignBottom)
        self._total.add(row)
        self._average = controls.text("", "second", wrap=True)
        self._total.add(self._average)
        self._scores = Card(_("Your scores"))
        self._scores.body.setSpacing(2)
        self._bars = {score: self._bar(score) for score in range(rules.MOST, rules.LEAST - 1, -1)}
        hidden = Card()
        hidden.add(controls.across(icons.label("lock", "text", 14), controls.text(_("Scores are hidden"), "strong"),
                                   None))  # fmt: skip
        hidden.add(controls.text(_hidden(panel), "second", wrap=True))
        self.setLayout(controls.down(self._progress, self._total, self._scores, hidden, None, gap=12))

    def _bar(self, score: int) -> tuple[Share, QLabel]:
        words = controls.text(f"{score} {rules.anchor(score)}", "second")
        words.setFixedWidth(theme.scaled(84))
        bar, count = Share(), controls.text("0", "second")
        count.setFixedWidth(theme.scaled(22))
        count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._scores.add(controls.across(words, bar, count, gap=6))
        return bar, count

    def follow(self, book: Book) -> None:
        """Show where the interview stands."""
        done, whole = book.done()
        self._progress.aside.setText(_("{done} of {all}").format(done=done, all=whole))
        self._steps.show_share(done, whole)
        left = whole - done
        self._left.setText(plural("{count} question left", "{count} questions left", left) if left
                           else _("All questions have an answer."))  # fmt: skip
        total = book.total()
        self._points.setText(str(total.points))
        self._of.setText(_("of {most} so far").format(most=total.most))
        average = _("Average {average}.").format(average=rules.shown(total.average)) if total.scored else ""
        self._average.setText(" ".join([average, _("Yes-or-no questions and question 13 add no points.")]).strip())
        for score, count in book.counts().items():
            bar, label = self._bars[score]
            label.setText(str(count))
            bar.show_share(count / max(1, total.scored), f"{score} {rules.anchor(score)}: {count}")


def _hidden(panel: int) -> str:
    if panel < 2:
        return _("No one sees another's scores until all who began have submitted. Client records stay locked.")
    return _(
        "No one sees another's scores until all {count} have submitted. Client records stay locked."
    ).format(count=panel)
