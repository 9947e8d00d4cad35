"""The process that draws, assembles and proves a bundle, and the client that asks it."""
