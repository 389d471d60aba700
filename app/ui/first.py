"""The first run put together: the assistant's steps call the services, then the desktop opens."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.services.across import opening
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.documents import recovery_key
from app.services.problems import WrongPassphrase
from app.services.store import strength
from app.ui.setup import SetupPage, Steps
from app.wording import _

if TYPE_CHECKING:
    from app.ui.host import Host


class _First:
    """What the assistant calls; holds the new store between its steps."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self._made: SignedIn | None = None
        self._agency = ""

    def create(self, values: Mapping[str, str]) -> str:
        named = {"name": values["agency"], **{key: values[key] for key in ("address", "phone", "zone")}}
        entry = AgencyEntry.read(named)
        self._made = opening.create(self._host.folder, entry, values["name"], values["passphrase"])
        self._agency = entry.name
        return self._made.recovery_key

    def confirm(self, typed: str) -> bool:
        if self._made is None:
            return False
        try:
            opening.confirm_recovery_key(self._made, typed)
        except WrongPassphrase:
            return False
        return True

    def finish(self) -> None:
        if self._made is not None:
            self._host.enter(self._made)

    def paper(self, key: str) -> bytes:
        return recovery_key.render(recovery_key.RecoveryKeyPaper(self._agency, key))

    def another(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._host.setup, _("Choose the store's folder"))
        if chosen:
            self._host.open_folder(Path(chosen))

    def sample(self) -> None:
        self._host.open_sample()


def make(host: "Host") -> SetupPage:
    """The first-run pages of the program."""
    first = _First(host)

    def judged(passphrase: str, words: list[str]) -> tuple[int, str]:
        found = strength.check(passphrase, words)
        return found.score, found.sentence

    return SetupPage(
        Steps(
            first.create, first.confirm, first.finish, first.paper, judged,
            sample=first.sample, arrive=host.show_arrival, another=first.another,
        )
    )  # fmt: skip
