"""Servers that behave like those of others."""
