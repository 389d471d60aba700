"""What this program is: version, date, and the licences of what it is made of."""

import datetime as dt
import html
import platform

from app import __version__
from app.services.contacts import standard
from app.ui.kit import dates
from app.wording import N_, _

RELEASED = dt.date(2026, 11, 22)
PARTS = (
    ("Qt, PySide6, Qt PDF", "GNU LGPL 3"),
    ("Noto Sans", "SIL Open Font License 1.1"),
    ("SQLCipher", "BSD 3-Clause"),
    ("OpenSSL", "Apache 2.0"),
    ("SQLAlchemy, Alembic, pydantic, argon2-cffi, zxcvbn", "MIT"),
    ("cryptography", "Apache 2.0, BSD 3-Clause"),
    ("ReportLab, click", "BSD 3-Clause"),
    ("uharfbuzz", "Apache 2.0"),
    ("HarfBuzz", "MIT"),
    ("Python", "Python Software Foundation License"),
)
QT_NOTE = N_(
    "Qt is used under the LGPL, version 3, as separate libraries: you may replace them with your own build. "
    "Its source is at {site}."
)
FONT_NOTE = N_(
    "The typeface Noto Sans is shipped unchanged; its licence lies beside it in the program's folder."
)
NO_NETWORK = N_(
    "Peerdesk needs no network and sends nothing. There is no account and no counting of what you do."
)


def page() -> str:
    """The page as HTML."""
    made = _("Version {version}, {day}").format(version=__version__, day=dates.say(RELEASED))
    rows = "".join(
        f"<tr><td style='padding:3px 24px 3px 0'>{html.escape(name)}</td><td style='padding:3px 0'>{licence}</td></tr>"
        for name, licence in PARTS
    )
    ran = _("Python {version} on {system}").format(
        version=platform.python_version(), system=platform.system()
    )
    return (
        f"<h1>Peerdesk</h1><p>{html.escape(made)}. {html.escape(ran)}.</p>"
        f"<p>{html.escape(_(NO_NETWORK))}</p>"
        f"<p>{html.escape(_('Peerdesk itself is free software under the Apache License 2.0.'))}</p>"
        f"<h2>{html.escape(_('Made with'))}</h2><table>{rows}</table>"
        f"<p>{html.escape(_(QT_NOTE).format(site=standard.one(standard.QT_SOURCE).web))}</p><p>{html.escape(_(FONT_NOTE))}</p>"
    )
