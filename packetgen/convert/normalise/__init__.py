"""What the embedded engine needs changed in a Word file before it draws it."""
