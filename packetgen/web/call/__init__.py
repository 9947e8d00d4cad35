"""The pages of those who make the call: year, kit, templates, register."""
