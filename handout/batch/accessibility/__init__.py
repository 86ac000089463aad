"""Whether the files of a batch are accessible: checked one by one, and reported."""
