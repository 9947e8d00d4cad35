"""The words of the domain as plain data: no library, no file, no clock."""
