"""What the call receives: files that are no bundle, what is asked of whom, the register kept."""
