"""Reads what waits on a page of review as a person does: from the top to the end, a page at a time."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider

from app.ui.kit.review import ReviewPage


def read_to_the_end(page: ReviewPage) -> None:
    """Have every record of the page in view, from its heading to its end."""
    QTest.qWaitForWindowExposed(page.window())
    bar = page.area.verticalScrollBar()
    bar.setValue(0)
    page.look()
    while bar.value() < bar.maximum():
        bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)
    page.look()
