"""The density at which each side fits its page, or what is too long."""
