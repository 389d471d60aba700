"""What the rules say, computed on plain values; no session."""
