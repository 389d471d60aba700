"""Keeps Python alive under PySide 6.12: on Python 3.11 each of its methods that answers None drops a reference to None.

Python 3.12 made None immortal and hides the fault; before that the count reaches zero after some thousand calls and
the program ends with 'deallocating None' (measured on 6.12.0: one reference per call). A very high count mends it.
"""

import ctypes
import sys

MANY = 1 << 40
BIG = 1 << 30


def keep(*things: object) -> None:
    """Raise the reference count of these objects, which are meant to live as long as the program does."""
    for thing in things:
        if sys.getrefcount(thing) < BIG:
            ctypes.c_ssize_t.from_address(id(thing)).value += MANY


def guard() -> None:
    """Protect None, True and False where they are not immortal already."""
    if sys.version_info < (3, 12):
        keep(None, True, False)
