"""What typing finds in the window: one way for filters, suggestion lists and Ctrl+K, in the folded form of app.folded."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.folded import both_ways, fold
from app.folded import found as _found

T = TypeVar("T")


def folded(text: str) -> str:
    """The text as it is compared: the one call through which every search of the window goes."""
    return fold(text)


def holds(text: str, typed: str) -> bool:
    """Whether a text holds each word that was typed."""
    return _found(typed, text)


def fitting(options: Sequence[T], typed: str, words: Callable[[T], str]) -> list[T]:
    """The options that hold what was typed, in their order; those that begin with it, or have a word that does, first."""
    wanted = folded(typed)

    def rank(option: T) -> int:
        text = folded(words(option))
        return 0 if text.startswith(wanted) else 1 if f" {wanted}" in both_ways(words(option)) else 2

    return sorted((one for one in options if holds(words(one), typed)), key=rank)
