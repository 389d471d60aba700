"""Scripts on one line: which font each letter takes, and in which order letters stand that run from right to left.

The order is the Unicode bidirectional algorithm's, by python-bidi; a paper's lines run from left to right.
"""

import unicodedata
from collections.abc import Callable, Container, Iterator, Sequence

from app.services.documents.letters import invisible

Fonts = Sequence[tuple[str, Container[int]]]
JOINERS = "\u200c\u200d"  # they say how Arabic letters join, and are dropped where no shaping follows


def runs(text: str, fonts: Fonts, lacks: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """(font, text) of each part of a line as it is seen from left to right.

    The text of a part stands in the order in which it is read: shaping turns what runs from right to left. `lacks` gives
    what stands for a letter that no font holds.
    """
    signs = list(_signs(text, fonts, lacks))
    parts: list[tuple[str, int, list[str]]] = []
    for level, place in _visual([sign for sign, _font in signs]):
        sign, font = signs[place]
        if parts and parts[-1][:2] == (font, level):
            parts[-1][2].append(sign)
        else:
            parts.append((font, level, [sign]))
    for font, level, found in parts:
        yield font, "".join(reversed(found) if level % 2 else found)


def _signs(text: str, fonts: Fonts, lacks: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Each letter with its font. Marks, blanks and joiners take the font of the letter before where it holds them."""
    before = fonts[0][0]
    held = dict(fonts)
    for sign in text:
        stays = unicodedata.category(sign) in ("Mn", "Mc", "Me", "Zs") or sign in JOINERS
        if stays and ord(sign) in held[before]:
            yield sign, before
            continue
        found = next((name for name, letters in fonts if ord(sign) in letters), None)
        if found is None:
            if invisible(sign):
                continue
            sign, found = lacks(sign), fonts[0][0]
        before = found
        yield sign, found


def _visual(signs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(embedding level, place) of each letter, from left to right."""
    if not any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in signs):
        yield from ((0, place) for place in range(len(signs)))
        return
    from bidi import algorithm  # few papers need it

    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = 0, "L"
    algorithm.get_embedding_levels("".join(signs), storage)
    for place, one in enumerate(storage["chars"]):
        one["place"] = place
    for step in (
        algorithm.explicit_embed_and_overrides, algorithm.resolve_weak_types, algorithm.resolve_neutral_types,
        algorithm.resolve_implicit_levels, algorithm.reorder_resolved_levels, algorithm.apply_mirroring,
    ):  # fmt: skip
        step(storage, False)
    for one in storage["chars"]:
        yield one["level"], one["place"]
