"""The blank Word forms of the kit, written and read back."""
