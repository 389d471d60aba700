"""Marks text for translation and translates it when it is shown.

`N_` only marks, for text that is defined at import (labels, help, column titles);
`_` translates now. Both are standard gettext names, so that the usual tools collect them.
"""

import gettext

from app import paths

_current: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Show texts in this language (such as `es`); texts without a translation stay English."""
    global _current
    _current = gettext.translation(
        "peerdesk", paths.resources() / "locale", languages=[language], fallback=True
    )


def _(text: str) -> str:
    """The text in the language in use."""
    return _current.gettext(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """The text unchanged, marked for translation at display."""
    return text


def plural(one: str, many: str, count: int) -> str:
    """The form for this count, with `{count}` filled in."""
    return _current.ngettext(one, many, count).format(count=count)
