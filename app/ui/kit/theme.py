"""The one place of colours, type and measures: light, dark or the system's, text from 100 to 200 per cent.

Every colour has a role name; screens name roles and never write a colour. Style properties are called `look`
and `tone`, because a widget already has properties of its own under the shorter names.
"""

import inspect
import weakref
from collections.abc import Callable
from dataclasses import dataclass, fields

from PySide6 import QtWidgets
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app import paths
from app.ui.kit import lasting, sheet

FAMILY = "Noto Sans"
FURTHER = {  # file of its regular face -> family: letters that Noto Sans lacks
    "NotoSansCanadianAboriginal-Regular": "Noto Sans Canadian Aboriginal",
    "NotoSansCherokee-Regular": "Noto Sans Cherokee",
    "NotoSansArabic-Regular": "Noto Sans Arabic",
}
BODY = 10.5
SIZES = {
    "brand": 20.0,
    "title": 18.0,
    "section": 13.0,
    "body": BODY,
    "label": 10.0,
    "second": 9.5,
    "chart": 8.5,
    "figure": 26.0,
}
HIDDEN = (  # classes that only Qt makes: tool tips, lists of combo boxes, parts of menus and windows
    "QTipLabel", "QComboBoxPrivateContainer", "QComboBoxListView", "QComboMenuItem", "QComboLineEdit", "QMenuItem",
    "QMessageBoxLabel", "QTitleBar", "QWorkspaceTitleBar", "QMdiSubWindowTitleBar", "QDockWidgetTitle", "QListBox",
    "QSmallFont", "QMiniFont", "QToolTip",
)  # fmt: skip
lasting.guard()

PERCENTS = (100, 125, 150, 175, 200)
SCHEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Colours:
    """One scheme's colours by role, as `#RRGGBB`."""

    name: str
    window: str
    surface: str
    side: str
    rule: str
    header: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    tint: str
    tint_hover: str
    danger: str
    warning: str
    warning_tint: str
    good: str
    line: str
    selection: str
    selected: str
    track: str
    disabled: str


LIGHT = Colours(
    name="light", window="#F6F4EF", surface="#FFFFFF", side="#EDE9DF", rule="#E2DDD1", header="#FAF8F4",
    text="#1D2428", muted="#566069", accent="#1B6670", on_accent="#FFFFFF", accent_hover="#15545C",
    tint="#E4F0F1", tint_hover="#D3E6E8", danger="#A12A1C", warning="#7A5200", warning_tint="#FAF0D9",
    good="#2C6638", line="#8C8676", selection="#CFE6E9", selected="#10343A", track="#E7E2D6", disabled="#E6E2D8",
)  # fmt: skip
DARK = Colours(
    name="dark", window="#15191C", surface="#1E2428", side="#101416", rule="#2F383D", header="#22292D",
    text="#E9ECEB", muted="#A7B1B8", accent="#79C6CF", on_accent="#0E2427", accent_hover="#93D3DB",
    tint="#1D373B", tint_hover="#26474C", danger="#F2938A", warning="#E6B65C", warning_tint="#3A3018",
    good="#8CCB98", line="#6F7B83", selection="#1F4A50", selected="#EAF7F8", track="#343E44", disabled="#2A3136",
)  # fmt: skip


@dataclass
class _State:
    colours: Colours = LIGHT
    scheme: str = "light"
    percent: int = 100


_now = _State()
_loaded: set[str] = set()
_followers: list[Callable[[], Callable[[], None] | None]] = []


def follow(act: Callable[[], None]) -> None:
    """Call this after every change of scheme or text size; a widget's method only while the widget lives."""
    method = inspect.ismethod(act)
    _followers.append(weakref.WeakMethod(act) if method else lambda: act)


def current() -> Colours:
    """The colours in use."""
    return _now.colours


def percent() -> int:
    """The text size in use, 100 to 200."""
    return _now.percent


def scheme() -> str:
    """What was asked for: light, dark or system."""
    return _now.scheme


def colour(role: str) -> QColor:
    """The colour of this role in the scheme in use. AttributeError for an unknown role."""
    return QColor(getattr(_now.colours, role))


def roles() -> list[str]:
    """The names of all colour roles."""
    return [field.name for field in fields(Colours) if field.name != "name"]


def scaled(pixels: float) -> int:
    """This many pixels of text, at the text size in use."""
    return round(pixels * _now.percent / 100)


def height(pixels: int, lines: int = 1) -> int:
    """The height of a control that is `pixels` high at 100 per cent: only its text lines (19 px) grow."""
    return pixels + round(19 * lines * (_now.percent - 100) / 100)


def font(size: str = "body", weight: int = 400) -> QFont:
    """The face at a named size (title, section, body, label, second, chart, figure) and weight (400, 500, 600)."""
    made = QFont(QApplication.font().families())
    made.setPointSizeF(SIZES[size] * _now.percent / 100)
    made.setWeight(QFont.Weight(weight))
    return made


def width(text: str, size: str = "body", weight: int = 400) -> int:
    """The width of this text in pixels."""
    return QFontMetrics(font(size, weight)).horizontalAdvance(text)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    seen = QColor(value)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (seen.redF(), seen.greenF(), seen.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def apply(app: QApplication, scheme: str = "system", percent: int = 100, further: bool = True) -> None:
    """Dress the whole program. `scheme` is light, dark or system; `percent` is held within 100 to 200.

    Without `further` the letters that Noto Sans lacks come with `load_further`: the first page is painted before.
    """
    _now.scheme = scheme if scheme in SCHEMES else "system"
    _now.percent = max(100, min(200, int(percent)))
    _now.colours = _choose(app, _now.scheme)
    QDir.setSearchPaths("icons", [str(paths.resources() / "icons")])
    app.setStyle("Fusion")
    if further:
        load_further()
    _fonts(app)
    app.setPalette(palette(_now.colours))
    app.setStyleSheet(sheet.build(_now.colours, SIZES, _now.percent, height, FAMILY))
    for held in list(_followers):
        act = held()
        if act is None:
            _followers.remove(held)
        else:
            act()


def _choose(app: QApplication, scheme: str) -> Colours:
    if scheme == "system":
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if scheme == "dark" else LIGHT


def load_further() -> None:
    """Load the faces of the letters that Noto Sans lacks, once."""
    _load(*FURTHER)


def _load(*names: str) -> None:
    for name in names:
        file = paths.resources() / "fonts" / f"{name}.ttf"
        if name not in _loaded and file.is_file():
            QFontDatabase.addApplicationFont(str(file))
        _loaded.add(name)


def _fonts(app: QApplication) -> None:
    _load(*(f"NotoSans-{weight}" for weight in ("Regular", "Medium", "SemiBold")))
    face = QFont([FAMILY, *FURTHER.values()])
    face.setPointSizeF(BODY * _now.percent / 100)
    app.setFont(face)
    for name in _classes():  # the system gives some kinds of widget a face of their own, which app.setFont leaves
        if QApplication.font(name) != face:  # type: ignore[call-overload]  # its stubs ask for bytes, itself for text
            QApplication.setFont(face, name)  # type: ignore[arg-type]


def _classes() -> list[str]:
    """The names of every class of widget, and those that Qt keeps to itself."""
    known = [name for name, kind in vars(QtWidgets).items() if inspect.isclass(kind) and issubclass(kind, QWidget)]
    return [*known, *HIDDEN]


def palette(colours: Colours) -> QPalette:
    """The palette of these colours, for what style sheets do not reach (Fusion alone has too weak a contrast)."""
    made = QPalette()
    part = QPalette.ColorRole
    for role, value in (
        (part.Window, colours.window), (part.WindowText, colours.text), (part.Base, colours.surface),
        (part.AlternateBase, colours.header), (part.Text, colours.text), (part.Button, colours.surface),
        (part.ButtonText, colours.text), (part.BrightText, colours.danger), (part.Highlight, colours.selection),
        (part.HighlightedText, colours.selected), (part.Link, colours.accent), (part.LinkVisited, colours.accent),
        (part.ToolTipBase, colours.surface), (part.ToolTipText, colours.text), (part.Accent, colours.accent),
        (part.PlaceholderText, colours.muted), (part.Mid, colours.line), (part.Dark, colours.line),
        (part.Light, colours.surface), (part.Midlight, colours.rule), (part.Shadow, colours.line),
    ):  # fmt: skip
        made.setColor(role, QColor(value))
    for role in (part.WindowText, part.Text, part.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return made


def look(widget: QWidget, name: str, tone: str = "") -> None:
    """Give a widget a named look (title, muted, card, filled, …) and tone (danger, warning, good)."""
    if widget.property("look") == name and (widget.property("tone") or "") == tone:
        return
    widget.setProperty("look", name)
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
