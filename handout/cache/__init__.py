"""Caches in memory and on disk, and the fingerprint that tells whether they are current."""
