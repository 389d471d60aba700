"""Passphrases: long enough, hard to guess, in any script; every refusal says what to do."""

import time

import pytest

from app.services.store import strength

_NAMES = ("Prairie Peer Center", "Anna Littlewolf", "", "  ")


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse battery staple",
        "my dog ate the blue sofa",
        "пароль на каждый день недели",
        "ƛ̓ k̓ʷ x̣ʷ č̓ ɬ salish words",
        "四つの無関係な言葉を選びましょう今日",
        "Anna Littlewolf keeps turquoise bicycles",
        "tractor violet spoon canyon " * 36,
    ],
)
def test_long_unlikely_words_are_taken(passphrase: str) -> None:
    found = strength.check(passphrase, _NAMES)
    assert found.accepted
    assert found.score >= 3
    assert "guess" in found.sentence


@pytest.mark.parametrize(
    ("passphrase", "sentence"),
    [
        ("", "Type a passphrase"),
        ("   \t ", "Type a passphrase"),
        ("x", "this has 1"),
        ("fourteen chars", "this has 14"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats"),
        ("ababababababababab", "repeats"),
        ("2024-01-012024-01", "repeats"),
        ("passwordpassword", "repeats"),
        ("abcdefghijklmnopqrst", "Rows"),
        ("passw0rd1234567", "first that a guesser"),
        ("Prairie Peer Center 1", "names"),
        ("prairiepeercenter", "names"),
        ("ANNA LITTLEWOLF 2024!", "names"),
        ("line\nbreak in the middle", "keyboard"),
        ("\ud800" * 20, "keyboard"),
        ("tractor violet spoon " * 50, "1024"),
        ("x" * 1_000_000, "1024"),
    ],
)
def test_a_refusal_names_its_reason(passphrase: str, sentence: str) -> None:
    found = strength.check(passphrase, _NAMES)
    assert not found.accepted
    assert sentence in found.sentence
    assert 0 <= found.score < 3


def test_a_short_one_is_never_shown_as_strong() -> None:
    assert strength.check("xW)4Tg[yWBtrh").score < 3


def test_the_same_letters_typed_otherwise_are_judged_alike() -> None:
    composed, apart = (
        "\u00e9t\u00e9 \u00e0 la for\u00eat bleue",
        "e\u0301te\u0301 a\u0300 la fore\u0302t bleue",
    )
    assert strength.check(composed) == strength.check(apart)
    assert "this has 14" in strength.check("v\u00e9lo bri\u00e7age u".replace("\u00e9", "e\u0301")).sentence


@pytest.mark.parametrize(
    "passphrase",
    [
        "4@8({[<369&#!1/|0$5+7%2" * 4,
        "a" * 20 + "4@8({[<369&#!1/|0$5+7%2" * 4,
        "\u0130" * 100,
        "\ufdfa" * 1024,
        "qwertyuiop" * 100,
    ],
)
def test_no_typing_makes_it_slow(passphrase: str) -> None:
    strength.check("warm up the dictionaries")
    start = time.process_time()
    strength.check(passphrase)
    assert time.process_time() - start < 1.5
