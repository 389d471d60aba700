"""Marks text for translation where it is defined; `app.wording` translates it when it is shown.

It stands alone so that what only names things, such as a table, needs no language.
"""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """The text unchanged, marked for translation at display."""
    return text
