"""The language of the command line: chosen before its words are loaded, click's own words too."""
