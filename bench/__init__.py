"""How fast it is, beside others that show the same: ``make bench``."""
