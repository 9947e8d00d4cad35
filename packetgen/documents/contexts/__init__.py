"""The values that each Word template receives."""
