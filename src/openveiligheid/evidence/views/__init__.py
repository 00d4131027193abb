"""Pages on figures, tables and areas."""
