"""The page before anything else: who are you, and your passphrase.

It imports Qt, the theme and the wording: it is painted before the heavy libraries load.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.kit import controls, fitting, icons, theme
from app.ui.kit.passphrase import PassphraseEdit
from app.wording import _

CARD = 420


class UnlockPage(QWidget):
    """Asks for user and passphrase (or the recovery key) and hands them on; it knows nothing of the store."""

    attempted = Signal(str, str)
    recovery_attempted = Signal(str, str)
    crisis_wanted = Signal()
    painted = Signal()  # once
    restore_wanted = Signal()
    key_file_wanted = Signal()

    def __init__(
        self,
        agency: str,
        users: Sequence[str],
        attempt: Callable[[str, str], object] | None = None,
        left: str = "",
        right: str = "",
    ) -> None:
        """`attempt(user, passphrase)` is called on Unlock; `left` and `right` are the words of the bottom bar."""
        super().__init__()
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._recovering, self._painted = False, False
        self._build(agency, list(users))
        self._arrange(left, right)
        if attempt is not None:
            self.attempted.connect(attempt)
        self._passphrase.setFocus()

    def _build(self, agency: str, users: list[str]) -> None:
        self._title = controls.text(_("Unlock"), "title")
        self._agency = controls.text(agency, "muted", wrap=True)
        self._note = controls.Note("")
        self._user = QComboBox()
        self._user.addItems(users)
        self._user.activated.connect(self._other_person)
        self._user_label = controls.text(_("Who are you?"), "label")
        self._user_label.setBuddy(self._user)
        self._user.setAccessibleName(self._user_label.text())
        self._passphrase = PassphraseEdit()
        self._passphrase_label = controls.text("", "label")
        self._passphrase_label.setBuddy(self._passphrase)
        self._caps = controls.text(_("Caps Lock is on"), "second", "warning")
        self._caps_row = controls.plain(
            controls.across(icons.label("warning", "warning", 14), self._caps, None)
        )
        self._caps_row.setVisible(False)
        self._button = controls.filled(_("Unlock"), "lock", self._press)
        self._forgot = controls.link(_("Forgot it? Ask your manager"), self._tell_forgot)
        self._other = controls.link("", self._turn)
        self._passphrase.returnPressed.connect(self._press)
        self._passphrase.installEventFilter(self)
        self._name_ways()

    def _arrange(self, left: str, right: str) -> None:
        brand = QLabel()
        brand.setPixmap(_logo(40))
        name = controls.text(_("Peerdesk"), "brand")
        head = controls.across(None, brand, name, None, gap=12)
        inside = controls.down(
            self._title, self._agency, 10, self._note, 4, self._user_label, 4, self._user, 10,
            self._passphrase_label, 4, self._passphrase, 2, self._caps_row, 10, self._button, 6,
            gap=0, margins=(32, 26, 32, 18),
        )  # fmt: skip
        inside.addLayout(controls.across(self._forgot, None, self._other))
        self._key_file = controls.link(_("Put the key file of before back"), self.key_file_wanted.emit)
        self._restore = controls.link(_("Restore a backup"), self.restore_wanted.emit)
        for way in (self._key_file, self._restore):
            inside.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
            way.hide()
        card = controls.plain(inside, "card")
        card.setFixedWidth(min(theme.scaled(CARD), 640))
        body = controls.down(gap=0)
        body.addStretch(5)
        body.addLayout(head)
        body.addSpacing(18)
        body.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addSpacing(20)
        body.addLayout(self._crisis())
        body.addStretch(6)
        body.addWidget(_bottom(left, right))
        fitting.fill(self, body)

    def _crisis(self) -> QVBoxLayout:
        self._whom = QLabel()
        more = controls.link(_("All crisis numbers"), self.crisis_wanted.emit)
        self._help = controls.plain(controls.across(None, icons.label("phone", "muted", 14), self._whom, more, None))
        kept = self._help.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self._help.setSizePolicy(kept)
        self._help.hide()
        return controls.down(self._help)

    def tell_whom_to_call(self, number: str, told: str) -> None:
        """Show the crisis line: right after the first painting, which need not wait for the list of contacts."""
        self._whom.setText(_("In a crisis: call or text <b>{number}</b>, any hour.").format(number=number))
        self._whom.setToolTip(told)
        self._help.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As ever; after the first time it says so."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def _name_ways(self) -> None:
        key = self._recovering
        self._passphrase_label.setText(_("Recovery key") if key else _("Passphrase"))
        self._passphrase.setAccessibleName(self._passphrase_label.text())
        self._other.setText(_("Use your passphrase") if key else _("Use the recovery key"))
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Normal if key else QLineEdit.EchoMode.Password)

    def _other_person(self) -> None:
        """What was typed for one person is not another's passphrase."""
        self.clear()
        self.show_note("")
        self._passphrase.setFocus()

    def _turn(self) -> None:
        self._recovering = not self._recovering
        self._passphrase.clear()
        self._name_ways()
        self.show_note(
            _("Type the key from its paper. Spaces and dashes do not matter.") if self._recovering else ""
        )
        self._passphrase.setFocus()

    def _tell_forgot(self) -> None:
        self.show_note(
            _("A manager can give you a new passphrase on the Settings page. What you signed stays valid.")
        )

    def _press(self) -> None:
        typed = self._passphrase.text()
        if not typed:
            self.show_problem(
                _("Type your recovery key.") if self._recovering else _("Type your passphrase.")
            )
        elif self._recovering:
            self.recovery_attempted.emit(self._user.currentText(), typed)
        else:
            self.attempted.emit(self._user.currentText(), typed)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong, empty the field's selection and put the cursor there."""
        self.set_busy(False)
        self._note.say(sentence, "alert", "danger")
        self._passphrase.setProperty("tone", "danger" if sentence else "")
        theme.look(self._passphrase, "")
        self._passphrase.setAccessibleDescription(sentence)
        self._passphrase.selectAll()
        self._passphrase.setFocus()

    def offer(self, restore: bool = False, key_file: bool = False) -> None:
        """Show or hide the ways that are there only where the store cannot be opened: a backup, the key file of before."""
        self._restore.setVisible(restore)
        self._key_file.setVisible(key_file)

    def show_note(self, sentence: str) -> None:
        """Say something calm, such as why the window was locked."""
        self._note.say(sentence)
        self._passphrase.setAccessibleDescription("")

    def set_users(self, agency: str, users: Sequence[str], chosen: str = "") -> None:
        """Show another agency and its users."""
        self._agency.setText(agency)
        self._user.clear()
        self._user.addItems(list(users))
        self._user.setCurrentText(chosen)

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is checked: the button says so and waits."""
        self._button.setEnabled(not busy)
        self._button.setText(_("Opening…") if busy else _("Unlock"))
        self._passphrase.setReadOnly(busy)
        self._user.setEnabled(not busy)

    def clear(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()
        self._passphrase.undo()
        self._passphrase.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the Caps Lock line while it is on."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.FocusIn):
            self._caps_row.setVisible(self._passphrase.caps)
        return super().eventFilter(watched, event)


def _logo(size: int) -> QPixmap:
    return icons.logo(theme.scaled(size))


def _bottom(left: str, right: str) -> QFrame:
    bar = controls.plain(
        controls.across(
            icons.label("drive", "muted", 14), controls.text(left, "small"), None, controls.text(right, "second"),
            margins=(17, 0, 24, 0),
        ),
        "status",
    )  # fmt: skip
    bar.setFixedHeight(theme.height(26))
    return bar
