"""What a machine may say and how it is read. Pure."""
