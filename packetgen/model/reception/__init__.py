"""What a call receives, as plain data."""
