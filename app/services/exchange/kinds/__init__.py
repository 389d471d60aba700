"""The kinds of files that can be imported, one module each; `table.KINDS` holds them."""
