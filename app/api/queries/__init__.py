"""What machines ask of several features together. Reads only."""
