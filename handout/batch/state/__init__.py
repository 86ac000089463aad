"""What a batch keeps in its output folder between runs."""
