"""What a batch has to make: records, their layers, their file names."""
