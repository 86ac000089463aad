"""Which print runs there are, and which must be bound anew."""
