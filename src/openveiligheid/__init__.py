"""Open Veiligheid: the working system under a municipality's integral safety plan."""
