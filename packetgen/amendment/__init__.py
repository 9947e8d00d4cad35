"""What a bundle changes from an earlier one, and which one that is."""
