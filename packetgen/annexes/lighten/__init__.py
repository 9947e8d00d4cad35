"""Annexes made lighter, in a process of its own."""
