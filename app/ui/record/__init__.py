"""The screens of a kind of record: its list, a record to read, its form; made from what its room declares."""
