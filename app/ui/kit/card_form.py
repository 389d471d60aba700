"""A small form inside a card: a button opens it, Save writes it, Cancel puts it away. Its typing is kept as a draft."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.doubts import Check
from app.services.entries import Entry
from app.services.problems import Invalid
from app.services.users import Role
from app.ui.kit import controls
from app.ui.kit.build import Options
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.editors import KnownEditor
from app.ui.kit.form import Form, row
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class Quick(QWidget):
    """`do(entry, form)` writes and answers whether it was taken."""

    def __init__(
        self,
        title: str,
        entry_type: type[Entry],
        fields: Sequence[str],
        do: Callable[[Any, Form], bool],
        *,
        desk: "Desk",
        draft: tuple[str, str],
        choices: Mapping[str, Options] | None = None,
        known: Mapping[str, Sequence[str]] | None = None,
        fixed: Mapping[str, Any] | None = None,
        icon: str = "plus",
        stacked: bool = False,
        checks: Sequence[Check] = (),
        below: QWidget | None = None,
    ) -> None:
        """`fixed` values are part of the entry and not shown; `known` names are offered while typing.

        `stacked`: the fields stand below each other, for a narrow card. `checks` tell below them what is doubtful.
        `below` stands under the fields and is no part of what is kept as a draft, such as a passphrase.
        """
        super().__init__()
        self._type, self._do, self._fixed = entry_type, do, dict(fixed or {})
        self._desk, self._draft = desk, draft
        may_add = Role.MANAGER in desk.signed_in.actor.roles
        editors = {name: KnownEditor(names, may_add) for name, names in (known or {}).items()}
        self.form = Form(entry_type, fields if stacked else [row(*fields)], choices=choices, editors=editors)
        self.opener = controls.row_button(title, icon, self.open)
        told = Doubts()
        told.follow(self.form, asks(desk, checks), lambda: {**self.form.values(), **self._fixed})
        self._inner = controls.plain(controls.down(self.form, told, *filter(None, (below,)), self._buttons(title)))
        self._inner.hide()
        self.setLayout(controls.down(_line(self.opener), self._inner, gap=4))
        kept = desk.draft(*draft)
        if kept:
            self.form.restore(kept)
            self.open()
        desk.keeper.watch(self.form, *draft)

    def _buttons(self, title: str) -> QWidget:
        save = self.save_button = controls.row_button(_("Save"), "save", self.save)
        save.setAccessibleName(_("Save: {what}").format(what=title))
        cancel = controls.row_button(_("Cancel"), "", self.cancel)
        cancel.setAccessibleName(_("Cancel: {what}").format(what=title))
        return _line(save, cancel)

    def open(self) -> None:
        """Show the form."""
        self.opener.hide()
        self._inner.show()
        next(iter(self.form.fields.values())).enter()

    def cancel(self) -> None:
        """Put the form away with what was typed."""
        self.form.set_values({name: "" for name in self.form.fields})
        self.form.show_problems({})
        self._desk.keeper.forget(*self._draft)
        self._inner.hide()
        self.opener.show()

    def save(self) -> None:
        """Check and write; what is wrong stands beside its field."""
        unread = {name: field.editor.problem() for name, field in self.form.fields.items() if field.editor.problem()}
        try:
            entry = self._type.read(self._fixed | self.form.values())
        except Invalid as wrong:
            self.form.show_problems({**wrong.fields, **unread})
            return
        if unread:
            self.form.show_problems(unread)
            return
        self._desk.keeper.forget(*self._draft)
        if not self._do(entry, self.form):
            self._desk.keeper.typed(*self._draft, self.form.values())


def _line(*buttons: QWidget) -> QWidget:
    return controls.plain(controls.across(*buttons, None))
