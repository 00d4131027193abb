"""Pages of delivery: the plan at work, and the actions."""
