"""The figures of the rule packs in words: each with its source, how sure we are of it, and since when it holds."""

import datetime as dt
import html
import math
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from app.services.rules import amended, figures
from app.services.rules.packs import Figure, Pack, Rule
from app.ui.kit import controls, dates, theme
from app.wording import _


def pack_title(known: Mapping[str, Pack], code: str) -> str:
    """A pack's title among these, or its code where the pack is unknown."""
    found = known.get(code)
    return _(found.title) if found else code


def pack_choices(known: Mapping[str, Pack]) -> list[tuple[str, str]]:
    """(code, title) of every one of these packs: for a form's list."""
    return [(code, _(pack.title)) for code, pack in known.items()]


def summary(known: Mapping[str, Pack], code: str, today: dt.date) -> str:
    """One line on a pack: how much supervision it asks for today, and how sure that is."""
    pack = known.get(code)
    if pack is None:
        return ""
    return figures.ratio_on(pack, today, certified=False) or _("No fixed amount of supervision")


def page(pack: Pack) -> str:
    """A pack's rules as HTML, newest first."""
    parts = [f"<h2>{html.escape(_(pack.title))}</h2>"]
    for rule in reversed(pack.rules):
        parts.append(_rule(pack, rule))
    return "".join(parts)


def _rule(pack: Pack, rule: Rule) -> str:
    since = _("In force since {day}.").format(day=dates.say(rule.in_force_from))
    note = html.escape(_(rule.first_day_note))
    until = amended.last_day(pack, rule)
    since += " " + _("Until {day}.").format(day=dates.say(until)) if until else ""
    since += f" <b>{html.escape(rule.amended.words)}</b>" if rule.amended else ""
    head = f"<p>{since} {note}</p><p>{html.escape(_('Source: {source}').format(source=_(rule.source)))}</p>"
    return head + "".join(figure_html(figure) for figure in rule.figures.values())


def figure_html(figure: Figure) -> str:
    """One figure as HTML: label and value, how sure, source, since when, and its note."""
    muted = theme.current().muted
    sure, meaning = figure.confidence.words.capitalize(), figure.confidence.meaning
    said = meaning if meaning.startswith(sure) else _("{sure}: {meaning}").format(sure=sure, meaning=meaning)
    lines = [
        f"<p><b>{html.escape(_(figure.label))}:</b> {html.escape(figures.words(figure))}<br/>"
        f"<span style='color:{muted}'>{html.escape(said)} "
        f"{html.escape(_('Source: {source}').format(source=_(figure.source)))}."
    ]
    lines.append(" " + html.escape(_("Since {day}.").format(day=dates.say(figure.in_force_from))))
    if figure.in_force_to:
        lines.append(" " + html.escape(_("Until {day}.").format(day=dates.say(figure.in_force_to))))
    if figure.amended:
        lines.append(f" <b>{html.escape(figure.amended.words)}</b>")
    if figure.told_only:
        lines.append(" " + html.escape(_("For information: nothing is reckoned from it.")))
    if figure.note:
        lines.append(" " + html.escape(_(figure.note)))
    return "".join(lines) + "</span></p>"


class Reader(QTextBrowser):
    """Text whose bold is the boldest cut that comes with Peerdesk; Qt would smear that cut to make it bolder still."""

    def setHtml(self, text: str) -> None:
        """Show HTML."""
        super().setHtml(text)
        self._settle()

    def setMarkdown(self, markdown: str) -> None:
        """Show Markdown."""
        super().setMarkdown(markdown)
        self._settle()

    def stand_whole(self) -> None:
        """Take the height of all its text, on a page that scrolls."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(
            lambda size: self.setFixedHeight(math.ceil(size.height()) + 2 * self.frameWidth())
        )

    def _settle(self) -> None:
        bold, cursor = QTextCharFormat(), QTextCursor(self.document())
        bold.setFontWeight(QFont.Weight.DemiBold)
        block = self.document().begin()
        while block.isValid():
            for each in block.textFormats():
                if each.format.fontWeight() > QFont.Weight.DemiBold:
                    cursor.setPosition(block.position() + each.start)
                    cursor.setPosition(cursor.position() + each.length, QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(bold)
            block = block.next()


def browser(label: str) -> Reader:
    """A page of text with links, read by keyboard too; it opens nothing outside by itself."""
    made = Reader()
    made.setAccessibleName(label)
    made.setOpenLinks(False)
    made.setOpenExternalLinks(False)
    made.setTabChangesFocus(True)
    made.setFrameShape(QTextBrowser.Shape.NoFrame)
    made.viewport().setAutoFillBackground(False)
    made.document().setDocumentMargin(0)
    made.document().setDefaultStyleSheet(
        f"a {{ color: {theme.current().accent}; }} p {{ margin: 6px 0; }} li {{ margin: 3px 0; }} "
        "b, strong, h1, h2, h3, th { font-weight: 600; }"  # the boldest cut that comes with Peerdesk
    )
    return made


class WhatIsThis(QDialog):
    """The figures of one pack in a window of their own."""

    def __init__(self, parent: QWidget | None, pack: Pack) -> None:
        """Show this pack."""
        super().__init__(parent)
        self.setWindowTitle(_("What is this?"))
        self.resize(theme.scaled(640), 520)
        self.text = browser(_(pack.title))
        self.text.setHtml(page(pack))
        close = controls.filled(_("Close"), on_click=self.accept)
        box = controls.down(self.text, gap=12, margins=(24, 18, 24, 16))
        box.addLayout(controls.across(None, close))
        self.setLayout(box)


def what_is_this(parent: QWidget | None, known: Mapping[str, Pack], code: str) -> WhatIsThis | None:
    """Open the figures of one of these packs; nothing where no pack is chosen."""
    if code not in known:
        return None
    made = WhatIsThis(parent, known[code])
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made.open()
    return made
