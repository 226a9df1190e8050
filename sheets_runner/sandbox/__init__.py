"""A local CleverTap for trying and testing; imports nothing of the rest of the package."""
