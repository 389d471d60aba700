"""Python's search for garbage, on the UI thread only.

The search runs on whichever thread happens to ask for memory. On a worker's thread it would delete there what Qt made
here, such as a closed window's timers, and Qt allows that on the thread of their making only.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # milliseconds between two looks


class Gatherer(QObject):
    """Turns Python's own search off, and searches here as often as its counts ask for it."""

    def __init__(self, parent: QObject) -> None:
        """For as long as `parent` lives; afterwards Python searches by itself again, if it did before."""
        super().__init__(parent)
        if gc.isenabled():
            gc.disable()
            parent.destroyed.connect(gc.enable)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Search the oldest generation whose count is over Python's own threshold, if any."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
