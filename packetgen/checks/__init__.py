"""The rules of the call, and what runs them."""
