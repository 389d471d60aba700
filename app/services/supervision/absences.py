"""Who was expected in a group session and was not there: the first line of its description, so that it is signed with it."""

from collections.abc import Sequence

from app.wording import N_, _

HEAD = N_("Absent: {names}.")


def joined(names: Sequence[str], description: str) -> str:
    """The description with the line of those absent before it; as it is where nobody was."""
    if not names:
        return description
    line = _(HEAD).format(names=", ".join(names))
    return f"{line}\n{description}" if description else line


def parted(description: str, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The names in the line of those absent, and the rest; a line with a name that is not known stays where it is."""
    first, _newline, rest = description.partition("\n")
    for head in dict.fromkeys((_(HEAD), HEAD)):
        before, _names, after = head.partition("{names}")
        if first.startswith(before) and first.endswith(after) and len(first) > len(before) + len(after):
            names = tuple(first[len(before) : len(first) - len(after)].split(", "))
            if set(names) <= set(known):
                return names, rest
    return (), description
