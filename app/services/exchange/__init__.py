"""What comes in and goes out: rows to and from CSV through the rooms."""
