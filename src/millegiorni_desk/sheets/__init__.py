"""Sheets that nobody vouches for: read by a child process with little memory, little time and no files."""
