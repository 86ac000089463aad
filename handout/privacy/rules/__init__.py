"""Rules for what is no name: health, numbers, addresses, secrets."""
