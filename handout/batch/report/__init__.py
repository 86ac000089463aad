"""What a batch tells afterwards: results, manifest, index."""
