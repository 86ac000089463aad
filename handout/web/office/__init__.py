"""The office's page: a batch from a roster."""
