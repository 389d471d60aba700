"""Look around first: the sample agency, made once in a folder of its own and opened as one of its people."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app import paths
from app.services.across import demo, opening
from app.services.across.demo import cast
from app.services.across.demo import folder as folders
from app.services.across.opening import SignedIn
from app.ui.kit import page
from app.ui.kit.background import Progress, Queue
from app.wording import _

if TYPE_CHECKING:
    from app.ui.host import Host


def folder() -> Path:
    """Where the sample lies: beside the person's own store, never in it."""
    return paths.default_store().parent / "sample"


def show(host: "Host") -> None:
    """Make the sample on a thread, say how far it is, and open it."""
    queue = Queue(host.setup)

    def work(progress: Progress) -> SignedIn:
        target = folder()
        done = 0

        def tell(words: str) -> None:
            nonlocal done
            done += 1
            progress.step(min(95, done * 5), words)

        if not (target / folders.README).is_file():  # a sample that was made whole is opened as it was left
            demo.make(target, tell)
        return opening.unlock(target / folders.STORE, cast.MANAGER, cast.PASSPHRASE)

    def enter(signed_in: SignedIn) -> None:
        host.folder = signed_in.store.folder
        host.enter(signed_in)
        QTimer.singleShot(0, queue.close)

    def failed(wrong: Exception) -> None:
        page.problem(host.setup, getattr(wrong, "sentence", _("The sample could not be made.")))

    queue.run(work, enter, failed, title=_("Making the sample agency"))
