"""Synchronising on screen: the page, the road to where bundles meet, e-mail, and the round that runs by itself."""
