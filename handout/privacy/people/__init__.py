"""Names: who is meant by a word, staff and students apart."""
