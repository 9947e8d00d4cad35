"""A Word template filled with values, through one hardened door."""
