"""One module per form in which CBS and police publish; each turns its form into a `Draft`."""
