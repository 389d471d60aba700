"""What is done: plain functions over a session and an entry."""
