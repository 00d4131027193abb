"""Start pages and search: assembles, owns nothing."""
