"""From rows of the organisation to words on a page."""
