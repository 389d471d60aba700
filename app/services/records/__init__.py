"""The engine of kinds: what a kind of record is, declared once, and what follows from it; it knows no room."""
