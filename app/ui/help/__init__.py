"""The Help room: pages that need no network, in plain words, with the sources of every rule."""
