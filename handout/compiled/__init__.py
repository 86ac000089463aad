"""The fast PDF engine, behind `renderer`. Nobody need read it to work on anything else."""

COMPILED = "compiled"
"""The route of a sheet that was put together from compiled parts."""
AUDIT_DIFFERED = "typeset: audit"
"""The route of a sheet that was typeset because an audit found the compiled one different."""
