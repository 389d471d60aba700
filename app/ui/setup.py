"""The first run in three screens: the agency, the first person, the recovery key. It keeps nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QWidget

from app.services.problems import DiskProblem, Invalid, Problem
from app.ui.kit import controls, fitting, icons, page, preview, theme
from app.ui.kit.bars import Bar
from app.ui.kit.editor import Editor
from app.ui.kit.editors import LineEditor, PickEditor
from app.ui.kit.field import Field
from app.ui.kit.secret import SecretEditor
from app.ui.kit.shown_key import ShownKey
from app.ui.zones import ZONES
from app.wording import N_, _

STEPS = (N_("Your agency"), N_("Your sign-in"), N_("Recovery key"))
LEAST = 15
Strength = Callable[[str, list[str]], tuple[int, str]]


@dataclass(frozen=True)
class Steps:
    """What the assistant calls.

    `create(values) -> recovery key` makes the store (keys agency, address, phone, zone, name, passphrase) and may
    raise a Problem; `confirm(typed) -> bool` checks the key typed again; `finish()` goes on; `paper(key) -> bytes` is
    the key's PDF; `strength(passphrase, words) -> (0 to 4, sentence)`; `sample()`, `arrive()` and `another()` are the
    other ways.
    """

    create: Callable[[Mapping[str, str]], str]
    confirm: Callable[[str], bool]
    finish: Callable[[], object]
    paper: Callable[[str], bytes]
    strength: Strength = lambda _passphrase, _words: (0, "")
    sample: Callable[[], object] | None = None
    arrive: Callable[[], object] | None = None
    another: Callable[[], object] | None = None


class SetupPage(QWidget):
    """Three screens in one card, with Back and one primary button."""

    done = Signal()

    def __init__(self, steps: Steps) -> None:
        """Begin with the agency."""
        super().__init__()
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._steps = steps
        self._key = ""
        self.fields: dict[str, Field] = {}
        self._title = controls.text("", "title")
        self._count = controls.text("", "muted")
        self._note = controls.Note("")
        self._screens = QStackedWidget()
        for screen in (self._agency(), self._person(), self._recovery()):
            self._screens.addWidget(screen)
        self._back = controls.outlined(_("Back"), "chevron-left", lambda: self.show_step(self.step() - 1))
        self._next = controls.filled(_("Next"), on_click=self.advance)
        self._arrange()
        self.show_step(0)

    def _arrange(self) -> None:
        inside = controls.down(gap=6, margins=(32, 20, 32, 18))
        head = controls.across(self._title, None, self._count)
        inside.addLayout(head)
        inside.addWidget(self._note)
        inside.addWidget(self._screens, 1)
        inside.addSpacing(6)
        inside.addLayout(controls.across(self._back, None, self._next))
        card = controls.plain(inside, "card")
        card.setFixedWidth(min(theme.scaled(560), 860))
        box = controls.down(gap=10, margins=(24, 12, 24, 12))
        box.addStretch(1)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        self._ways = QFrame()
        ways = controls.across(gap=28)
        ways.addStretch(1)
        if self._steps.sample is not None:
            ways.addWidget(controls.link(_("Look around a sample agency first"), self._steps.sample))
        if self._steps.arrive is not None:
            words = _("I have a backup, or a store from another laptop")
            ways.addWidget(controls.link(words, self._steps.arrive))
        if self._steps.another is not None:
            ways.addWidget(controls.link(_("Open another folder"), self._steps.another))
        ways.addStretch(1)
        self._ways.setLayout(ways)
        box.addWidget(self._ways)
        box.addStretch(1)
        fitting.fill(self, box)

    def _add(self, name: str, label: str, help_line: str, editor: Editor) -> Field:
        made = Field(name, label, help_line, editor)
        editor.changed.connect(lambda: made.show_problem(""))
        if not isinstance(editor, SecretEditor):  # a passphrase has an act of its own on Enter
            editor.on_enter(lambda: self.advance())
        self.fields[name] = made
        return made

    def _agency(self) -> QFrame:
        zone = PickEditor([(name, _(label)) for name, label in ZONES])
        zone.set_value("America/Denver")
        return controls.plain(
            controls.down(
                controls.text(
                    _("It stands at the head of each paper. All of it can be changed later."),
                    "muted",
                    wrap=True,
                ),
                self._add("agency", _("Agency name"), "", LineEditor()),
                self._add(
                    "address", _("Address"), _("Street, town, state and ZIP, on one line"), LineEditor()
                ),
                self._add("phone", _("Phone"), "", LineEditor()),
                self._add(
                    "zone",
                    _("Time zone"),
                    _("Your records are kept in this zone, wherever the laptop is."),
                    zone,
                ),
                None,
                gap=10,
            )
        )

    def _person(self) -> QFrame:
        first, again = SecretEditor(lambda: self.fields["again"].enter()), SecretEditor(self.advance)
        self._bar, self._words = Bar(0, 4, _("Strength")), controls.text("", "second", wrap=True)
        first.changed.connect(self._weigh)
        rule = _("At least {count} characters. A few words that only you would put together are best.")
        return controls.plain(
            controls.down(
                controls.text(
                    _("You manage this agency's records. You can add others later."), "muted", wrap=True
                ),
                self._add("name", _("Your name"), _("As it should stand on papers"), LineEditor()),
                self._add("passphrase", _("Passphrase"), rule.format(count=LEAST), first),
                self._bar,
                self._words,
                self._add("again", _("Passphrase again"), "", again),
                None,
                gap=10,
            )
        )

    def _recovery(self) -> QFrame:
        self._shown = ShownKey()
        tips = _("If everyone forgets their passphrase, only this key opens the records. Keep it on paper, locked away,"
                 " not beside this laptop. Nobody can make it again.")  # fmt: skip
        ways = controls.across(
            controls.outlined(_("Print"), "print", self._print),
            controls.outlined(_("Save as PDF…"), "download", self._save),
            None,
        )
        box = controls.down(
            controls.Note(tips, "key"),
            controls.plain(controls.down(self._shown, margins=(12, 10, 12, 10)), "card"),
            gap=12,
        )
        box.addLayout(ways)
        box.addWidget(
            self._add(
                "typed",
                _("Type the key from the paper"),
                _("Spaces, dashes and small letters do not matter."),
                LineEditor(),
            )
        )
        box.addStretch(1)
        return controls.plain(box)

    def _weigh(self) -> None:
        words = [self.fields[name].editor.value() for name in ("agency", "name")]
        score, sentence = self._steps.strength(self.fields["passphrase"].editor.value(), words)
        self._bar.show_share(score, 4, _("Strength: {score} of 4").format(score=score))
        self._words.setText(sentence)

    def step(self) -> int:
        """The screen shown, 0 to 2."""
        return self._screens.currentIndex()

    def show_step(self, number: int) -> None:
        """Go to a screen; once the key is made there is no way back."""
        self._screens.setCurrentIndex(number)
        self._title.setText(_(STEPS[number]))
        self._count.setText(_("Step {number} of {total}").format(number=number + 1, total=len(STEPS)))
        self._back.setVisible(number == 1)
        self._ways.setVisible(number < 2)
        self._next.setText(_("Finish") if number == 2 else _("Next"))
        icons.put(self._next, "check" if number == 2 else "chevron-right", "on_accent")
        self._note.say("")
        first = ("agency", "name", "typed")[number]
        self.fields[first].enter()

    def values(self) -> dict[str, str]:
        """What was typed on the first two screens."""
        names = ("agency", "address", "phone", "zone", "name", "passphrase")
        return {name: self.fields[name].editor.value() for name in names}

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Put each sentence beside its field; others stand on top."""
        for name, field in self.fields.items():
            field.show_problem(problems.get(name, ""))
        rest = [sentence for name, sentence in problems.items() if name not in self.fields]
        self._note.say(" ".join(rest), "alert", "danger")
        faulty = [field for field in self.fields.values() if field.sentence()]
        if faulty:
            if self.step() == 1 and faulty[0].name in ("agency", "address", "phone", "zone"):
                self._screens.setCurrentIndex(0)
            faulty[0].enter()

    def advance(self) -> None:
        """Check this screen and go on, or say what is missing."""
        wrong = (self._check_agency, self._check_person, self._check_key)[self.step()]()
        self.show_problems(wrong)
        if wrong:
            return
        if self.step() == 0:
            self.show_step(1)
        elif self.step() == 1:
            self._create()
        else:
            self._steps.finish()
            self.done.emit()

    def _check_agency(self) -> dict[str, str]:
        values = self.values()
        wrong = {"agency": _("Type the agency's name.")} if not values["agency"] else {}
        if not values["zone"]:
            wrong["zone"] = _("Choose a time zone.")
        return wrong

    def _check_person(self) -> dict[str, str]:
        values, wrong = self.values(), {}
        if not values["name"]:
            wrong["name"] = _("Type your name.")
        if len(values["passphrase"]) < LEAST:
            wrong["passphrase"] = _("Use at least {count} characters.").format(count=LEAST)
        elif values["passphrase"] != self.fields["again"].editor.value():
            wrong["again"] = _("The two passphrases differ. Type it again.")
        return wrong

    def _check_key(self) -> dict[str, str]:
        if self._steps.confirm(self.fields["typed"].editor.value()):
            return {}
        return {"typed": _("This is not the key. Look at the paper and type it again.")}

    def _create(self) -> None:
        self.setCursor(Qt.CursorShape.WaitCursor)
        try:
            self._key = self._steps.create(self.values())
        except Invalid as wrong:
            self.show_problems(wrong.fields)
            return
        except Problem as wrong:
            self.show_problems({"": wrong.sentence})
            return
        finally:
            self.unsetCursor()
        self._shown.show_key(self._key)
        self.show_step(2)

    def _save(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save PDF"), _("Recovery key.pdf"), _("PDF files (*.pdf)")
        )
        if chosen:
            try:
                preview.write(Path(chosen), self._steps.paper(self._key))
            except DiskProblem as wrong:
                page.problem(self, wrong)

    def _print(self) -> None:
        preview.Preview(_("Recovery key"), self._steps.paper(self._key), _("Recovery key.pdf")).print()
