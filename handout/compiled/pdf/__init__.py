"""What a compiled PDF is made of."""
