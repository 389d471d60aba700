"""What typing finds: one way for filters, suggestion lists and Ctrl+K."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def folded(text: str) -> str:
    """The text as it is compared: the one call through which every search of the window goes."""
    return text.casefold()


def holds(text: str, typed: str) -> bool:
    """Whether a text holds what was typed."""
    return folded(typed) in folded(text)


def fitting(options: Sequence[T], typed: str, words: Callable[[T], str]) -> list[T]:
    """The options that hold what was typed, in their order; those that begin with it, or have a word that does, first."""
    wanted = folded(typed.strip())

    def rank(option: T) -> int:
        text = folded(words(option))
        return 0 if text.startswith(wanted) else 1 if f" {wanted}" in text else 2

    return sorted((one for one in options if wanted in folded(words(one))), key=rank)
