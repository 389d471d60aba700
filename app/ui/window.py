"""The frame around every page: menu, top bar, navigation, status bar, and the pages in a stack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from app.ui.kit import controls, fitting, focus, icons, theme
from app.ui.kit.navigation import Item, Navigation
from app.ui.kit.page import Page, problem, undoes
from app.ui.kit.palette import Find, SearchBox
from app.ui.kit.topbar import TopBar
from app.ui.kit.watch import Idle
from app.wording import N_, _

ROOMS = (
    Item("home", "home", N_("Home")),
    Item("people", "people", N_("People")),
    Item("encounters", "note", N_("Notes")),
    Item("supervision", "supervision", N_("Supervision")),
    Item("hours", "hours", N_("Hours")),
    Item("staff", "staff", N_("Staff")),
    Item("hiring", "person-plus", N_("Hiring")),
    Item("reports", "reports", N_("Reports")),
    Item("settings", "settings", N_("Settings"), low=True),
    Item("help", "help", N_("Help"), low=True),
)
SCHEMES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True)
class Act:
    """Something to do, as a menu entry and perhaps a button of the top bar."""

    label: str
    do: Callable[[], object]
    icon: str = ""
    keys: str = ""


@dataclass(frozen=True)
class Acts:
    """What the frame calls: it decides nothing itself."""

    lock: Callable[[], object]
    quiet: Callable[[], object] | None = None
    find: Find = lambda _text: ()
    quick: Sequence[Act] = ()
    file: Sequence[Act] = ()
    help: Sequence[Act] = ()
    explain: Callable[[], object] = lambda: None
    look: Callable[[str, int], object] = lambda _scheme, _percent: None
    rooms: Sequence[Item] = ROOMS


class Window(QMainWindow):
    """The main window. Its title never holds a person's name."""

    def __init__(self, acts: Acts, minutes: float = 10) -> None:
        """`minutes` without typing or pointing call `acts.lock`."""
        super().__init__()
        self._acts = acts
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self._room = ""
        self._filled = False
        self.navigation = Navigation(acts.rooms)
        self.navigation.chosen.connect(self.go)
        self.search = SearchBox(acts.find)
        self.stack = QStackedWidget()
        self._top = self._build_top()
        # what is larger than the screen scrolls: the window itself never grows for a page
        self.area = fitting.stage(self.stack)
        right = controls.down(self._top, self.area, gap=0)
        right.setStretch(1, 1)
        self._side = fitting.scrolled(self.navigation)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        upper = controls.across(self._side, controls.plain(right), gap=0)
        upper.setStretch(1, 1)
        whole = controls.down(gap=0)
        whole.addLayout(upper, 1)
        self._status = self._build_status()
        whole.addWidget(self._status)
        self.setCentralWidget(controls.plain(whole))
        self._build_menu()
        self._measure()
        self.setWindowTitle(_("Peerdesk"))
        fitting.open_at(self)
        self.idle = Idle(minutes, acts.quiet or acts.lock, self)

    def _build_top(self) -> TopBar:
        quick = [(_(act.label), act.icon, act.do) for act in self._acts.quick]
        return TopBar(self.search, quick, self._acts.lock)

    def _measure(self) -> None:
        self._top.measure()
        self._side.setFixedWidth(self.navigation.width())
        self._status.setFixedHeight(theme.height(26))
        self.menuBar().setMinimumHeight(theme.height(27))

    def _build_status(self) -> QWidget:
        self._saved_icon = icons.label("check-circle", "good", 14)
        self._saved = controls.text("", "small")
        self._aside = controls.Elided("", "second")
        bar = controls.plain(
            controls.across(self._saved_icon, self._saved, None, self._aside, margins=(17, 0, 24, 0)),
            "status",
        )
        self._saved_icon.hide()
        return bar

    def _build_menu(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu(_("&File"))
        self._fill(file, [*self._acts.quick, *self._acts.file])
        file.addSeparator()
        self._add(file, _("Save"), self.save, QKeySequence("Ctrl+S"))
        self._add(file, _("Print…"), self.print, QKeySequence("Ctrl+P"))
        file.addSeparator()
        self._fill(
            file,
            [Act(N_("Lock"), self._acts.lock, keys="Ctrl+L"), Act(N_("Quit"), self.close, keys="Ctrl+Q")],
        )
        edit = bar.addMenu(_("&Edit"))
        self._add(edit, _("Undo"), self.undo, QKeySequence("Ctrl+Z"), own=False)
        for label, keys, slot in (
            (N_("Cut"), QKeySequence.StandardKey.Cut, "cut"), (N_("Copy"), QKeySequence.StandardKey.Copy, "copy"),
            (N_("Paste"), QKeySequence.StandardKey.Paste, "paste"),
        ):  # fmt: skip
            self._add(edit, _(label), partial(_pass_on, slot), QKeySequence(keys), own=False)
        self._add(edit, _("Find"), self._find, QKeySequence("Ctrl+K"))
        self._view_menu(bar.addMenu(_("&View")))
        go = bar.addMenu(_("&Go"))
        for number, item in enumerate(self._acts.rooms, 1):
            self._add(go, _(item.label), partial(self.go, item.name), QKeySequence(f"Ctrl+{number % 10}"))
        aid = bar.addMenu(_("&Help"))
        self._add(aid, _("Help for this page"), self._acts.explain, QKeySequence("F1"))
        aid.addSeparator()
        self._fill(aid, self._acts.help)

    def _view_menu(self, menu: QMenu) -> None:
        self._sizes, self._schemes = QActionGroup(self), QActionGroup(self)
        for percent in theme.PERCENTS:
            words = _("Text {percent} %").format(percent=percent)
            made = self._add(menu, words, partial(self._set_percent, percent))
            made.setCheckable(True)
            made.setData(percent)
            made.setChecked(percent == theme.percent())
            self._sizes.addAction(made)
        self._add(menu, _("Larger text"), partial(self._resize_text, 25), QKeySequence("Ctrl+="))
        self._add(menu, _("Smaller text"), partial(self._resize_text, -25), QKeySequence("Ctrl+-"))
        menu.addSeparator()
        for scheme, label in SCHEMES.items():
            made = self._add(menu, _(label), partial(self._set_scheme, scheme))
            made.setCheckable(True)
            made.setData(scheme)
            made.setChecked(scheme == theme.scheme())
            self._schemes.addAction(made)

    def _fill(self, menu: QMenu, acts: Sequence[Act]) -> None:
        for act in acts:
            self._add(menu, _(act.label), act.do, QKeySequence(act.keys))

    def _add(
        self,
        menu: QMenu,
        words: str,
        do: Callable[[], object],
        keys: QKeySequence | None = None,
        own: bool = True,
    ) -> QAction:
        made = menu.addAction(words)
        made.triggered.connect(lambda: do())
        if keys is not None:
            made.setShortcut(keys)
        if not own:
            # the focused editor handles these keys; the menu only shows them
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return made

    def _set_percent(self, percent: int) -> None:
        self.dress(theme.scheme(), percent)

    def _set_scheme(self, scheme: str) -> None:
        self.dress(scheme, theme.percent())

    def _resize_text(self, step: int) -> None:
        self.dress(theme.scheme(), theme.percent() + step)

    def dress(self, scheme: str, percent: int) -> None:
        """Change theme and text size, and tell `acts.look`. Other pages are made anew at their next visit."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, scheme, percent)
        self._measure()
        for name in [name for name, page in self._pages.items() if page is not self.page()]:
            gone = self._pages.pop(name)
            self.stack.removeWidget(gone)
            gone.deleteLater()
        for made in self._sizes.actions() + self._schemes.actions():
            made.setChecked(made.data() in (theme.percent(), theme.scheme()))
        self._acts.look(theme.scheme(), theme.percent())

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def undo(self) -> None:
        """Take back the last step of the line being typed into, else what was done last on the page."""
        now, page = QApplication.focusWidget(), self.page()
        if undoes(now) or not (isinstance(page, Page) and page.undo_last()):
            _pass_on("undo")

    def print(self) -> None:
        """Print what the page prints: press its button with the printer on it, or say that there is none."""
        found = self._offered(lambda button: button.prints)
        if self._press(found) or self.page() is None:
            return
        words = _("Nothing can be printed here yet. Fill in what the page asks for first.") if found else _(
            "This page has no paper of its own. Papers for the Board and for people are under Reports."
        )
        problem(self, words, _("Print"))

    def save(self) -> None:
        """Save what the page holds: press its button with the disk on it; on what is only read nothing is to be saved."""
        self._press(self._offered(lambda button: button.saves))

    def _offered(self, which: Callable[[controls.Button], bool]) -> list[controls.Button]:
        page = self.page()
        if page is None:
            return []
        return [one for one in page.findChildren(controls.Button) if which(one) and one.isVisibleTo(page)]

    @staticmethod
    def _press(found: Sequence[controls.Button]) -> bool:
        """Press the first that can be pressed; whether there was one."""
        ready = [one for one in found if one.isEnabled()]
        if ready:
            ready[0].click()
        return bool(ready)

    def add_page(self, name: str, make: Callable[[], QWidget]) -> None:
        """Have `make()` build the page of this room when it is first visited."""
        self._makers[name] = make

    def fill(self, on: bool) -> None:
        """Let the page shown fill the window: no menu, navigation or search, and no other page until it ends."""
        self._filled = on
        for part in (self._top, self._side, self._status, self.menuBar()):
            part.setVisible(not on)
        for menu in self.menuBar().findChildren(QMenu):
            for act in menu.actions():
                act.setEnabled(not on)

    @property
    def filled(self) -> bool:
        """Whether one page holds the whole window."""
        return self._filled

    def go(self, name: str) -> QWidget | None:
        """Show the page of a room; a page with a `refresh` method is refreshed. None while one page fills the window."""
        if self._filled:
            return None
        if name not in self._pages and name in self._makers:
            self._pages[name] = self._makers[name]()
            self.stack.addWidget(self._pages[name])
        page = self._pages.get(name)
        if page is None:
            self.navigation.choose(self._room)
            return None
        clear = getattr(page, "say", None)
        if clear is not None:
            clear("")  # what was said at the last visit is old
        refresh = getattr(page, "refresh", None)
        if refresh is not None:
            refresh()
        self._show(page, name)
        return page

    def open_page(self, page: QWidget, room: str) -> None:
        """Show a page that belongs to a room and lives only until another is shown; not while one fills the window."""
        if self._filled:
            page.deleteLater()
            return
        self.stack.addWidget(page)
        self._show(page, room)

    def _show(self, page: QWidget, room: str) -> None:
        before = self.stack.currentWidget()
        self.stack.setCurrentWidget(page)
        if before is not None and before is not page and before not in self._pages.values():
            self.stack.removeWidget(before)
            before.deleteLater()
        self._room = room
        self.navigation.choose(room)
        focus.begin(page)
        named = str(getattr(page, "window_title", "")) or next(
            (_(item.label) for item in self._acts.rooms if item.name == room), ""
        )
        self.setWindowTitle(_("{page} - Peerdesk").format(page=named) if named else _("Peerdesk"))

    @property
    def rooms(self) -> Sequence[Item]:
        """The rooms that this person is shown."""
        return self._acts.rooms

    @property
    def room(self) -> str:
        """The room shown now; '' before the first."""
        return self._room

    def page(self) -> QWidget | None:
        """The page shown now."""
        return self.stack.currentWidget()

    def forget_pages(self) -> None:
        """Drop all pages, at lock and sign-out."""
        self.fill(False)
        for number in reversed(range(self.stack.count())):
            gone = self.stack.widget(number)
            if gone is not None:
                self.stack.removeWidget(gone)
                gone.deleteLater()
        self._pages.clear()

    def set_person(self, name: str, role: str) -> None:
        """Show who is signed in."""
        self._top.set_person(name, role)

    def saved(self, words: str, icon: str = "check-circle", tone: str = "good") -> None:
        """The left of the status bar: 'All changes saved 10:42', as `Desk` works it out."""
        self._saved.setText(words)
        icons.put(self._saved_icon, icon, tone, 14)
        self._saved_icon.setVisible(bool(words))

    def aside(self, words: str) -> None:
        """The right of the status bar."""
        self._aside.setText(words)

    def set_count(self, room: str, count: int) -> None:
        """A count on a room's entry in the navigation."""
        self.navigation.set_count(room, count)


def _pass_on(name: str) -> None:
    target = QApplication.focusWidget()
    act = getattr(target, name, None)
    if callable(act):
        act()
