"""Making handouts in worker processes, here or on a cluster."""
