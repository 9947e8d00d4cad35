"""Pictures: opened, cleared of what they tell of their author, made A4 pages."""
