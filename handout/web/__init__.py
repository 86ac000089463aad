"""`handout serve`: the teacher's page. It alone imports starlette and uvicorn."""
