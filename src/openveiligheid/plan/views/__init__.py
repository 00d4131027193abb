"""Pages of the plan: writing, adopting and importing."""
