"""What every room stands on: accounts, the tenant, permissions, history, keys. Knows no room."""
