"""A relay: a server that keeps sealed bundles for desks that share no folder, and can read none (PROTOCOL.md §10).

Nothing here is imported by a desk; its libraries are those of ``requirements-relay.txt``.
"""
