"""The line below an editor or a row of them: its room is kept, so that nothing moves when a sentence comes or goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.kit import controls, icons, theme
from app.ui.kit.elision import elided

ROOM = 360  # pixels at 100 per cent that one line takes; what is narrower keeps more of them
MOST = 3  # lines kept, unless the help alone needs more
WEIGHTS = ("danger", "ask", "warning", "")  # what hides the others, first to last


@dataclass(frozen=True)
class Said:
    """What one field says: words, their tone, and the buttons that answer a question."""

    words: str = ""
    tone: str = ""
    answers: Sequence[QWidget] = ()


class Cut(QLabel):
    """Words in so many lines as their place has; what does not fit ends in dots, and is told whole by the tool tip."""

    def __init__(self, whole: bool = False) -> None:
        """`whole`: what does not fit is not begun either."""
        super().__init__()
        self._whole = whole
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumWidth(1)

    def setText(self, words: str) -> None:
        """Show other words."""
        super().setText(words)
        self.setAccessibleName(words)
        self._tip()

    def sizeHint(self) -> QSize:
        """None of its own: the line that holds it has its room."""
        return QSize(1, 1)

    def minimumSizeHint(self) -> QSize:
        """As the hint."""
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again at the new width."""
        super().resizeEvent(event)
        self._tip()

    def _tip(self) -> None:
        self.setToolTip("" if self.is_whole() or self.width() <= 1 else self.text())

    def is_whole(self) -> bool:
        """Whether all words can be read."""
        return "".join(self._lines()).replace(" ", "") == "".join(self.text().split())

    def is_cut(self) -> bool:
        """Whether words are begun and not ended."""
        return bool(self._lines()) and not self.is_whole()

    def _lines(self) -> list[str]:
        """The lines that fit, the last one with dots where more would come."""
        metrics, width = self.fontMetrics(), max(self.width(), 1)
        found = broken(self.text(), self.font(), width)
        room = max(1, (self.height() + 1) // metrics.height())
        narrow = any(metrics.horizontalAdvance(line) > width for line in found[:room])  # a word longer than its place
        if len(found) <= room and not narrow:
            return found
        if self._whole:
            return []
        rest = " ".join(found[room - 1 :])
        return [*(elided(line, metrics, width) for line in found[: room - 1]), elided(rest, metrics, width)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines from the top."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        for number, words in enumerate(self._lines()):
            painter.drawText(QPointF(0, number * metrics.height() + metrics.ascent()), words)


def broken(words: str, font: QFont, width: int) -> list[str]:
    """The words in lines of at most this width in pixels."""
    made = QTextLayout(words, font)
    made.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    made.beginLayout()
    found = []
    while (line := made.createLine()).isValid():
        line.setLineWidth(width)
        found.append(words[line.textStart() : line.textStart() + line.textLength()].strip())
    made.endLayout()
    return found or [""]


class Line(QWidget):
    """Help, hints and problems of one field or of a row of them; the weightiest is shown, its room never changes."""

    def __init__(self, asks: bool = False, single: bool = False) -> None:
        """`asks`: a question may be answered here, so a button has room; `single`: one line, however narrow."""
        super().__init__()
        self._said: dict[str, Said] = {}
        self._asks, self._single = asks, single
        self.kept = ""
        self._icon = icons.label("alert", "danger", 14)
        self.words = Cut(whole=single)
        self._box = controls.across(gap=6)
        self._box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self.words, 1)
        self._answers: list[QWidget] = []
        self.setLayout(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon.hide()
        theme.look(self.words, "second")
        self._measure()

    def keep(self, words: str) -> None:
        """Keep room for at least these words: the help, or the longest that may be told."""
        self.kept = words
        self._measure()

    def only_help(self) -> None:
        """What is wrong stands elsewhere: no more is kept than the help needs."""
        self._single, self._asks = True, False
        self._measure()

    def may_ask(self) -> None:
        """A question may be answered here."""
        self._asks = True
        self._measure()

    def say(self, who: str, words: str, tone: str = "", answers: Sequence[QWidget] = ()) -> None:
        """What the field `who` says now: help (''), a hint (warning), a question with its answers, a problem (danger)."""
        self._said[who] = Said(words, "ask" if answers else tone, answers)
        self._show()

    def _show(self) -> None:
        said = [one for one in self._said.values() if one.words]
        tone = next((tone for tone in WEIGHTS if any(one.tone == tone for one in said)), "")
        shown = [one for one in said if one.tone == tone]
        self.words.setText(" ".join(one.words for one in shown))
        theme.look(self.words, "problem" if tone == "danger" else "second", "warning" if tone == "warning" else "")
        if tone in ("danger", "warning"):
            icons.put(self._icon, "alert" if tone == "danger" else "warning", tone, 14)
        self._icon.setVisible(tone in ("danger", "warning"))
        self._put([button for one in shown for button in one.answers])

    def _put(self, answers: list[QWidget]) -> None:
        for old in self._answers:
            if old not in answers:
                self._box.removeWidget(old)
                old.hide()
                old.deleteLater()
        for number, button in enumerate(answers):
            if button not in self._answers:
                self._box.insertWidget(1 + number, button, 0, Qt.AlignmentFlag.AlignTop)
        self._answers = answers

    def shows(self, tone: str = "danger") -> bool:
        """Whether something of this tone stands here."""
        return any(one.words and one.tone == tone for one in self._said.values())

    def text(self) -> str:
        """The words shown."""
        return self.words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower place keeps more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()
        self._box.setGeometry(self.rect())  # the layout still has the size of before where measuring changed it

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the type changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _measure(self) -> None:
        font = theme.font("second")
        high, width = QFontMetrics(font).height(), max(self.width(), 1)
        rows = 1
        if width > 1 and not self._single:
            rows = min(MOST, -(-theme.scaled(ROOM) // width))
        if width > 1:
            rows = max(rows, len(broken(self.kept, font, width)))
        wanted = max(rows * high, theme.height(24) if self._asks else 0)
        if wanted != self.minimumHeight():
            self.setFixedHeight(wanted)
