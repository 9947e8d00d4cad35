"""What is wrong in a Word template, all of it at once."""
