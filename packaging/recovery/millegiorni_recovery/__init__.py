"""The stand-alone recovery tool: the whole of it is in ``__main__.py``."""
