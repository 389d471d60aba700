"""Icons: line drawings from `resources/icons`, tinted with a colour role of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app import paths
from app.ui.kit import theme

GAP = 5  # Qt sets text close to an icon: the picture itself is wider by this much


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    file = paths.resources() / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, gap: int, ratio: float) -> QPixmap:
    picture = QPixmap(round((size + gap) * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    text = _source(name).replace("currentColor", colour)
    if text:
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
    return picture


def pixmap(name: str, role: str = "text", size: int = 16, gap: int = 0) -> QPixmap:
    """The drawing in this colour role, `size` pixels high; empty where there is no such drawing."""
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    return _drawn(name, theme.colour(role).name(), size, gap, ratio)


def icon(name: str, role: str = "text", size: int = 16, gap: int = 0, on: str = "") -> QIcon:
    """An icon with its disabled look; `on` is the role of the checked state."""
    made = QIcon(pixmap(name, role, size, gap))
    made.addPixmap(pixmap(name, "muted", size, gap), QIcon.Mode.Disabled)
    if on:
        made.addPixmap(pixmap(name, on, size, gap), QIcon.Mode.Normal, QIcon.State.On)
    return made


def put(
    target: QAbstractButton | QAction | QLabel, name: str, role: str = "text", size: int = 16, gap: int = GAP
) -> None:
    """Show an icon on a button, action or label and tint it again whenever the theme changes."""
    for key, value in (("iconName", name), ("iconRole", role), ("iconPixels", size), ("iconGap", gap)):
        target.setProperty(key, value)
    _show(target)


def _retint() -> None:
    for widget in QApplication.allWidgets():
        if widget.property("iconName") and isinstance(widget, QAbstractButton | QLabel):
            _show(widget)
        for action in widget.actions():
            if action.property("iconName"):
                _show(action)


theme.follow(_retint)


def _show(target: QAbstractButton | QAction | QLabel) -> None:
    name, role = str(target.property("iconName")), str(target.property("iconRole"))
    size, gap = theme.scaled(int(target.property("iconPixels"))), int(target.property("iconGap"))
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, role, size))
        target.setFixedWidth(size)  # at the text size in use: larger text has larger icons
        return
    target.setIcon(icon(name, role, size, gap if isinstance(target, QAbstractButton) else 0))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(size + gap, size))


def label(name: str, role: str = "text", size: int = 16) -> QLabel:
    """A label that shows an icon; a word must stand beside it, so it has no name of its own."""
    made = QLabel()
    put(made, name, role, size)
    return made


def logo(size: int = 26) -> QPixmap:
    """The mark on its accent square."""
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(0, 0, size, size), size * 0.23, size * 0.23)
    painter.fillPath(shape, QColor(theme.current().accent))
    inner = round(size * 0.72)
    edge = (size - inner) / 2
    text = _source("mark").replace("currentColor", theme.current().on_accent).replace('"1.7"', '"2.2"')
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(edge, edge, inner, inner))
    painter.end()
    return picture
