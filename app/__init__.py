"""Daiban 代办: the Flask application. Nothing is imported here, so that rules load alone."""
