"""Text cells that a spreadsheet would run as a formula get an apostrophe in front; an import takes it off again.

Only text is guarded, never numbers or dates. Text that itself starts with an apostrophe is guarded too, so that
nothing is lost between export and import.
"""

RISKY = frozenset("=+-@\t\r\n'")  # first letters


def guard(text: str) -> str:
    """The text as it may stand in a cell."""
    return "'" + text if text[:1] in RISKY else text


def unguard(cell: str) -> str:
    """The text that a guarded cell stands for; an apostrophe before anything else is the writer's own."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RISKY else cell
