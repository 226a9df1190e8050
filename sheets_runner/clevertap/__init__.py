"""The connector core: a CleverTap client that loses nothing and says so when it cannot answer."""
