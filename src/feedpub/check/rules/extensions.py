"""The rules of this format; to be written."""
