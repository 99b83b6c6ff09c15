"""Tests, in the same rooms as the source; nothing here is shipped."""
