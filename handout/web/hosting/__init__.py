"""What those need who run the server for many: its health, its log, its end, its address."""
