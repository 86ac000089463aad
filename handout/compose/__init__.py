"""Second stage: layers put on one another, blocks chosen, the sheet laid out and fitted."""
