"""Setting right what was typed: with a reason that stays on record, and what it changes told before it is saved."""
