"""The pages of a bundle put together, stamped and linked."""
