"""The style sheet, built from colours, type sizes and the text size in use. Only `theme` calls it."""

from collections.abc import Callable, Mapping
from typing import Any

BASE = """
QMenu, QMenuBar, QMessageBox, QToolTip, QTipLabel, QHeaderView, QTableView, QListView, QComboBox QAbstractItemView,
QCalendarWidget, QStatusBar, QDialog {{ font-family: "{family}"; font-size: {body}pt; }}
QMainWindow, QDialog, QWidget[look="page"], QWidget[look="top"] {{ background: {window}; }}
QWidget[look="side"], QMenuBar, QStatusBar, QFrame[look="status"] {{ background: {side}; }}
QWidget[look="top"] {{ border-bottom: 1px solid {rule}; }}
QWidget[look="side"] {{ border-right: 1px solid {rule}; }}
QFrame[look="status"] {{ border-top: 1px solid {rule}; }}
QFrame[look="foot"] {{ background: {surface}; border-top: 1px solid {rule}; }}
QFrame[look="card"] {{ background: {surface}; border: 1px solid {rule}; border-radius: 8px; }}
QFrame[look="card"]:focus {{ border: 1px solid {accent}; }}
QFrame[look="tint"] {{ background: {tint}; border-radius: 6px; }}
QFrame[look="warn"] {{ background: {warning_tint}; border-radius: 6px; }}
QFrame[look="rule"] {{ background: {rule}; border: 0; }}
QLabel {{ background: transparent; color: {text}; }}
QLabel[look="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[look="small"] {{ font-size: {label}pt; }}
QLabel[look="brand"] {{ font-size: {brand}pt; font-weight: 600; }}
QLabel[look="figure"] {{ font-size: {figure}pt; font-weight: 600; }}
QLabel[look="section"] {{ font-size: {section}pt; font-weight: 600; }}
QLabel[look="strong"] {{ font-weight: 600; }}
QLabel[look="label"] {{ font-size: {label}pt; font-weight: 500; }}
QLabel[look="second"], QLabel[look="muted"] {{ color: {muted}; }}
QLabel[look="second"], QLabel[look="problem"] {{ font-size: {second}pt; }}
QLabel[look="label-strong"] {{ font-size: {label}pt; font-weight: 600; }}
QLabel[look="problem"], QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[look="keys"] {{ color: {muted}; font-size: {chart}pt; background: {header}; border: 1px solid {rule};
  border-radius: 4px; padding: 0 8px; }}
QLabel[look="draft"] {{ color: {warning}; background: {warning_tint}; font-size: {chart}pt; font-weight: 600;
  border-radius: 3px; padding: 2px 11px; }}
QLabel[look="avatar"] {{ background: {selection}; color: {selected}; font-size: {second}pt; font-weight: 600;
  border-radius: {avatar_radius}px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget[look="body"] {{ background: transparent; }}
"""

INPUTS = """
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{ background: {surface}; color: {text};
  border: 1px solid {line}; border-radius: 6px; padding: 0 8px; selection-background-color: {selection};
  selection-color: {selected}; placeholder-text-color: {muted}; }}
QLineEdit, QComboBox, QSpinBox {{ min-height: {control}px; }}
QPlainTextEdit {{ padding: 3px 4px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {accent}; padding: 0 7px;
  min-height: {control_focus}px; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 2px 3px; }}
QLineEdit[tone="danger"], QComboBox[tone="danger"] {{ border: 2px solid {danger}; padding: 0 7px;
  min-height: {control_focus}px; }}
QPlainTextEdit[tone="danger"] {{ border: 2px solid {danger}; padding: 2px 3px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {disabled}; color: {muted}; }}
QLineEdit:read-only {{ background: {header}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: 0; padding: 0; min-height: {inner}px;
  background: transparent; }}
QComboBox::drop-down {{ border: 0; width: {drop}px; }}
QComboBox::down-arrow {{ image: url(icons:down-{name}.svg); width: {arrow}px; height: {arrow}px; }}
QFrame[look="drop"] {{ background: {surface}; border: 1px solid {line}; border-radius: 6px; }}
QListView[look="bare"] {{ background: transparent; border: 0; outline: 0; }}
QComboBox QAbstractItemView, QListView[look="plain"] {{ background: {surface}; color: {text};
  border: 1px solid {line}; outline: 0; padding: 4px; selection-background-color: {selection};
  selection-color: {selected}; }}
QComboBox QAbstractItemView::item {{ min-height: {item}px; }}
QCheckBox, QRadioButton {{ color: {text}; spacing: 9px; min-height: 24px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {tick}px; height: {tick}px; border: 1px solid {line};
  border-radius: 4px; background: {surface}; }}
QRadioButton::indicator {{ border-radius: {round}px; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url(icons:tick-{name}.svg); }}
QRadioButton::indicator:checked {{ border: 6px solid {accent}; width: 8px; height: 8px; }}
QCheckBox::indicator:disabled {{ background: {disabled}; }}
QCheckBox::indicator:checked:disabled {{ image: url(icons:tick-off-{name}.svg); border-color: {line}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: 0; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {accent}; }}
"""

BUTTONS = """
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 6px;
  font-weight: 500; min-height: {control}px; padding: 0 13px; outline: 0; }}
QPushButton:hover {{ background: {header}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 0 12px; min-height: {control_focus}px; }}
QPushButton[look="filled"] {{ background: {accent}; color: {on_accent}; border: 1px solid {accent};
  font-weight: 600; padding: 0 17px; }}
QPushButton[look="filled"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[look="filled"]:focus {{ border: 2px solid {text}; padding: 0 16px; }}
QPushButton:disabled, QPushButton[look="filled"]:disabled {{ background: {disabled}; color: {muted};
  border: 1px solid {rule}; }}
QPushButton[look="bare"], QPushButton[look="link"] {{ background: transparent; color: {accent};
  border: 1px solid transparent; font-weight: 600; padding: 0 7px; }}
QPushButton[look="link"] {{ font-size: {label}pt; font-weight: 500; padding: 0;
  min-height: {link}px; border-radius: 3px; text-align: left; }}
QPushButton[look="bare"]:hover {{ background: {tint}; }}
QPushButton[look="link"]:hover {{ text-decoration: underline; }}
QPushButton[look="bare"]:focus {{ border: 2px solid {accent}; padding: 0 6px; }}
QPushButton[look="link"]:focus {{ border: 1px solid {accent}; min-height: {link}px; padding: 0; }}
QPushButton[look="bare"]:disabled, QPushButton[look="link"]:disabled {{
  background: transparent; border-color: transparent; }}
QPushButton[look="row"] {{ background: {tint}; color: {accent}; border: 1px solid {tint}; font-weight: 600;
  font-size: {label}pt; min-height: {row_button}px; padding: 0 12px; border-radius: 5px; }}
QPushButton[look="row"]:hover {{ background: {tint_hover}; }}
QPushButton[look="row"]:focus {{ border: 2px solid {accent}; padding: 0 11px; min-height: {row_button_focus}px; }}
QPushButton[look="chip"], QPushButton[look="pick"] {{ font-size: {label}pt; font-weight: 400; color: {muted};
  background: transparent; border: 1px solid {rule}; border-radius: {chip_radius}px; min-height: {chip}px;
  padding: 0 12px; }}
QPushButton[look="pick"] {{ color: {text}; background: {surface}; border-color: {line}; }}
QPushButton[look="chip"]:hover, QPushButton[look="pick"]:hover {{ background: {tint}; }}
QPushButton[look="chip"]:checked, QPushButton[look="pick"]:checked {{ color: {accent}; background: {tint};
  border: 1px solid {accent}; font-weight: 600; }}
QPushButton[look="chip"]:focus, QPushButton[look="pick"]:focus {{ border: 2px solid {accent}; padding: 0 11px;
  min-height: {chip_focus}px; }}
QPushButton[look="segment"] {{ border-radius: 0; border-right-width: 0; padding: 0 12px; font-weight: 400; }}
QPushButton[look="segment"][edge="first"] {{ border-top-left-radius: 6px; border-bottom-left-radius: 6px; }}
QPushButton[look="segment"][edge="last"] {{ border-top-right-radius: 6px; border-bottom-right-radius: 6px;
  border-right: 1px solid {line}; }}
QPushButton[look="segment"][edge="only"] {{ border-radius: 6px; border-right: 1px solid {line}; }}
QPushButton[look="segment"]:checked {{ background: {accent}; color: {on_accent}; font-weight: 600;
  border-color: {accent}; }}
QPushButton[look="segment"]:focus {{ border: 2px solid {accent}; padding: 0 11px; }}
QPushButton[look="segment"]:checked:focus {{ border: 2px solid {text}; }}
QPushButton[look="segment"][tone="danger"] {{ border-color: {danger}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px; }}
QToolButton:hover {{ background: {tint}; }}
QToolButton:focus {{ border: 2px solid {accent}; padding: 1px; }}
"""

FRAME = """
QMenuBar {{ border-bottom: 1px solid {rule}; color: {text}; font-size: {label}pt; padding: 0 8px; }}
QMenuBar::item {{ background: transparent; padding: {menu_pad}px 12px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {track}; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px {menu_left}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {selected}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {rule}; margin: 4px 8px; }}
QMenu::indicator {{ width: {arrow}px; height: {arrow}px; left: 6px; }}
QMenu::indicator:checked {{ image: url(icons:tick-off-{name}.svg); }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{ background: {header}; color: {muted}; font-size: {label}pt; font-weight: 600; border: 0;
  border-bottom: 1px solid {rule}; padding: 0 12px 0 0; }}
QHeaderView::section:hover {{ color: {text}; }}
QHeaderView::section:first {{ border-top-left-radius: 7px; padding-left: 12px; }}
QHeaderView::section:last {{ border-top-right-radius: 7px; }}
QHeaderView::section:only-one {{ border-top-left-radius: 7px; border-top-right-radius: 7px; padding-left: 12px; }}
QHeaderView::up-arrow {{ image: url(icons:up-{name}.svg); width: {sort}px; height: {sort}px; }}
QHeaderView::down-arrow {{ image: url(icons:down-{name}.svg); width: {sort}px; height: {sort}px; }}
QTableView {{ background: transparent; border: 0; outline: 0; gridline-color: {rule}; color: {text};
  selection-background-color: {selection}; selection-color: {selected}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {track}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QCalendarWidget QToolButton {{ color: {text}; min-height: 24px; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {side}; }}
QCalendarWidget QTableView {{ background: {surface}; }}
"""


def build(
    colours: Any, sizes: Mapping[str, float], percent: int, height: Callable[[int], int],
    family: str = "Noto Sans",
) -> str:
    """The whole style sheet for these colours (an object with role names) at this text size in per cent, in this face."""
    values: dict[str, Any] = {name: getattr(colours, name) for name in colours.__dataclass_fields__}
    values["family"] = family
    values |= {name: f"{size * percent / 100:g}" for name, size in sizes.items()}
    control, row, chip = height(32) - 2, height(28) - 2, height(28) - 2
    grown = {"tick": 18, "arrow": 14, "drop": 28, "sort": 10, "menu_left": 26}
    values |= {key: round(pixels * percent / 100) for key, pixels in grown.items()}
    values |= {
        "round": values["tick"] // 2,
        "control": control, "control_focus": control - 2, "inner": control - 4, "item": height(28),
        "row_button": row, "row_button_focus": row - 2, "chip": chip, "chip_focus": chip - 2,
        "chip_radius": height(28) // 2, "avatar_radius": height(30) // 2, "menu_pad": 3, "link": height(24) - 2,
    }  # fmt: skip
    return "".join(part.format(**values) for part in (BASE, INPUTS, BUTTONS, FRAME))
