"""Scripts that build what the repository ships; nothing in ``geo`` imports them."""
