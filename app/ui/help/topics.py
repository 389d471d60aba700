"""The Help room's page: topics at the left, the text at the right."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app import paths
from app.services.contacts import words
from app.services.rules.pack import Confidence, Pack
from app.services.users import Action
from app.ui import contacts, rules
from app.ui.help import TOPICS, about
from app.ui.kit import controls, theme
from app.ui.kit.page import Page
from app.ui.write import Desk
from app.wording import N_, _

ROOMS = {
    "home": "first-steps", "people": "people", "encounters": "notes", "supervision": "sessions", "hours": "hours",
    "staff": "staff", "hiring": "hiring", "reports": "reports", "settings": "access", "help": "first-steps",
}  # fmt: skip


def topic_of(page: QWidget | None, room: str) -> str:
    """The topic that belongs to a page: its own, that of the part it shows, or its room's."""
    own = str(getattr(page, "help_topic", "") or "")
    return own or ROOMS.get(room, "first-steps")


def text(topic: str) -> str:
    """The Markdown of a topic; '' for one that is made by the program."""
    file = paths.resources() / "help" / f"{topic}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def rules_page(known: Mapping[str, Pack]) -> str:
    """Every pack's figures, after a word on how sure we are of them."""
    meanings = "".join(f"<li><b>{sure.words.capitalize()}</b>: {sure.meaning}</li>" for sure in Confidence)
    head = f"<h1>{_('Rules and their sources')}</h1><p>{_(SOURCES)}</p><ul>{meanings}</ul>"
    links = "".join(
        f"<li><a href='topic:rules#{code}'>{_(pack.title)}</a></li>"
        for code, pack in known.items()
    )
    return head + f"<ul>{links}</ul>"


SOURCES = N_(
    "Every figure that Peerdesk uses has a source, a day from which it holds, and a word on how sure we are of it. "
    "Rules change: ask your Board before you rely on one. Choose rules to see their figures."
)


class HelpPage(Page):
    """Topics and their text. It needs no network."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the first steps."""
        printed = [contacts.button(desk, "help")] if desk.may(Action.PRINT) else []
        super().__init__(_("Help"), _("It works without the internet"), buttons=printed, scroll=False)
        self.window_title = _("Help")
        self.desk = desk
        self.list = QListWidget()
        self.list.setAccessibleName(_("Topics"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        for topic, label in TOPICS:
            item = QListWidgetItem(_(label))
            item.setData(Qt.ItemDataRole.UserRole, topic)
            item.setSizeHint(QSize(0, theme.height(32)))
            self.list.addItem(item)
        self.browser: QTextBrowser = rules.browser(_("Help text"))
        self.browser.document().setDefaultFont(theme.font())
        self.browser.anchorClicked.connect(self._follow)
        self.list.currentItemChanged.connect(lambda item, _before: self._chosen(item))
        frame = controls.plain(controls.down(self.browser, margins=(22, 14, 14, 14)), "card")
        topics = controls.plain(controls.down(self.list, margins=(6, 6, 6, 6)), "card")
        topics.setFixedWidth(theme.scaled(226))
        row = controls.across(topics, frame, gap=20)
        row.setStretch(1, 1)
        self.body.addLayout(row, 1)
        self.list.setCurrentRow(0)

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # the one that is read
        """The topic that is read."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else TOPICS[0][0]

    def show_topic(self, topic: str) -> None:
        """Show a topic by its name; `rules#code` shows the rules of that code."""
        name, _sharp, code = topic.partition("#")
        for number, (known, _label) in enumerate(TOPICS):
            if known == name:
                self.list.setCurrentRow(number)
                self._write(name, code)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._write(str(item.data(Qt.ItemDataRole.UserRole)), "")

    def _write(self, topic: str, code: str) -> None:
        write(self.browser, self.desk, topic, code)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "topic":
            fragment = f"#{link.fragment()}" if link.hasFragment() else ""
            self.show_topic(link.path() + fragment)


def write(browser: QTextBrowser, desk: Desk, topic: str, code: str = "") -> None:
    """Show a topic; `code` is of the rules whose figures are wanted."""
    if topic == "rules":
        back = f"<p><a href='topic:rules'>{_('All rules')}</a></p>"
        known = desk.packs
        browser.setHtml(back + rules.page(known[code]) if code in known else rules_page(known))
    elif topic == "about":
        browser.setHtml(about.page())
    else:
        browser.setMarkdown(words.filled(text(topic), contacts.shown(desk), desk.today()))
    browser.verticalScrollBar().setValue(0)


class TopicWindow(QDialog):
    """One topic beside the page that asked for it; Esc closes it, and the page is as it was."""

    def __init__(self, desk: Desk, topic: str) -> None:
        """Show this topic; its links turn to others here."""
        super().__init__(desk.window)
        self._desk, self.topic = desk, topic
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help"))
        room = desk.window.size()
        self.resize(min(theme.scaled(620), room.width() - 40), min(theme.scaled(520), room.height() - 60))
        self.browser: QTextBrowser = rules.browser(_("Help text"))
        self.browser.document().setDefaultFont(theme.font())
        self.browser.anchorClicked.connect(self._follow)
        box = controls.down(self.browser, gap=12, margins=(22, 16, 22, 14))
        every = controls.link(_("All help"), self._all)
        box.addLayout(controls.across(every, None, controls.filled(_("Close"), on_click=self.close)))
        self.setLayout(box)
        write(self.browser, desk, topic)
        self.browser.setFocus()

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "topic":
            self.topic = link.path()
            write(self.browser, self._desk, link.path(), link.fragment())

    def _all(self) -> None:
        desk, topic = self._desk, self.topic
        self.close()
        desk.open("help", topic)


def explain(desk: Desk, page: QWidget | None, room: str) -> None:
    """Show help on a page in a window of its own; the page stays as it is, with what is typed on it."""
    TopicWindow(desk, topic_of(page, room)).show()


def open_topic(desk: Desk, topic: str) -> None:
    """Show the room at a topic: first-steps, hours, owed, signing, paper, import, copy, words, rules, crisis, about."""
    page = desk.window.go("help")
    if isinstance(page, HelpPage):
        page.show_topic(topic)
