"""The machine interface: the same deeds as JSON."""
