"""Keeps a window within its screen: at each show, when it comes to another screen, and when the screen changes."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QScreen
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

USUAL = QSize(1366, 720)
BESIDE = 6  # pixels between a column and its scroll bar


def clamp(window: QWidget) -> None:
    """Make a window no larger than what its screen has free, and move it there; a maximized one is left alone."""
    screen = window.screen()
    if screen is None or window.isMaximized() or window.isFullScreen():
        return
    room, frame = screen.availableGeometry(), window.frameGeometry().size() - window.geometry().size()
    size = window.size().boundedTo((room.size() - frame).expandedTo(QSize(1, 1)))
    if size != window.size():
        window.resize(size)
    outer = window.frameGeometry()
    left = max(room.left(), min(outer.left(), room.right() - outer.width() + 1))
    top = max(room.top(), min(outer.top(), room.bottom() - outer.height() + 1))
    if window.isVisible() and (left, top) != (outer.left(), outer.top()):
        window.move(QPoint(left, top))


class Clamp(QObject):
    """Watches one window; it lives as long as the window does."""

    def __init__(self, window: QWidget) -> None:
        """From its first showing on."""
        super().__init__(window)
        self._window = window
        self._screen: QScreen | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._settle)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit it now, and again once the system has given it a frame."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._follow()
            clamp(self._window)
            self._soon.start()
        elif watched is self._window and event.type() == QEvent.Type.ScreenChangeInternal:
            self._soon.start()
        return False

    def _settle(self) -> None:
        self._follow()
        clamp(self._window)

    def _follow(self) -> None:
        screen = self._window.screen()
        if screen is None or screen is self._screen:
            return
        if self._screen is not None:
            self._screen.availableGeometryChanged.disconnect(self._changed)
        self._screen = screen
        screen.availableGeometryChanged.connect(self._changed)

    def _changed(self) -> None:
        clamp(self._window)


def open_at(window: QWidget, size: QSize = USUAL) -> None:
    """Give a window its usual size, and keep it within its screen from now on."""
    window.resize(size)
    Clamp(window)


def fill(page: QWidget, layout: QLayout) -> None:
    """Give a page this layout, in a frame that scrolls where the page is larger than its window."""
    inner = QWidget()
    inner.setProperty("look", "body")
    inner.setLayout(layout)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scrolled(inner))


class Area(QScrollArea):
    """A frame without a border that scrolls what is inside where it has no room, and takes no focus itself."""

    def __init__(self, inner: QWidget) -> None:
        """As wide as there is room."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)


class _Column(Area):
    """Makes room for its scroll bar beside what is inside, and takes it back."""

    def __init__(self, inner: QWidget, width: int) -> None:
        super().__init__(inner)
        self._wide = width
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(width)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width() + BESIDE if most else 0
        self.setViewportMargins(0, 0, BESIDE if most else 0, 0)
        self.setFixedWidth(self._wide + bar)


class Sideways(Area):
    """A table of two dimensions, such as a week of days: it is as high as it is, and scrolls sideways in a narrow window."""

    def __init__(self, inner: QWidget) -> None:
        """`inner` asks for the width that its columns need."""
        self._inner = inner
        super().__init__(inner)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self.viewport(), inner):  # it stands on a card, whose ground is seen through it
            part.setAutoFillBackground(False)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside may have grown."""
        if watched is self._inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower place needs a bar."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, self.minimumHeight())

    def _fit(self) -> None:
        least = self._inner.minimumSizeHint()
        width = max(self.viewport().width(), least.width())
        high = self._inner.heightForWidth(width) if self._inner.hasHeightForWidth() else self._inner.sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height() if least.width() > self.viewport().width() else 0
        self.setFixedHeight(max(high, least.height()) + bar)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """What is typed into stands in view."""
        if now is not None and self._inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, BESIDE, 0)


class _Stage(QWidget):
    """Holds a stack and asks for no more than the least size of the page in front: the pages behind do not count."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__()
        self._stack = stack
        stack.setParent(self)
        stack.installEventFilter(self)
        stack.currentChanged.connect(lambda _number: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """That of the page in front."""
        page = self._stack.currentWidget()
        return page.minimumSizeHint().expandedTo(page.minimumSize()) if page is not None else QSize(0, 0)

    def sizeHint(self) -> QSize:
        """As the least."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The stack takes all of it."""
        super().resizeEvent(event)
        self._stack.setGeometry(self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page in front may need more, or less, than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return False


def stage(stack: QStackedWidget) -> QScrollArea:
    """A stack of pages in a frame that scrolls only where the page in front has not its least size."""
    return scrolled(_Stage(stack))


def column(inner: QWidget, width: int) -> QScrollArea:
    """A column that scrolls by itself where it is higher than its page."""
    return _Column(inner, width)


def scrolled(inner: QWidget, name: str = "") -> QScrollArea:
    """A frame that scrolls where what is inside is larger than the window: nothing of it is out of reach."""
    area = Area(inner)
    area.setAccessibleName(name)
    return area
