"""What goes with the deposit of an action: what to copy, whom to write to, what to remember."""
