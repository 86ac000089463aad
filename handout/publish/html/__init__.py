"""The sheet as HTML."""
