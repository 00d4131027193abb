"""How pages look: components, forms, charts and maps. Takes words and numbers, knows no room."""
