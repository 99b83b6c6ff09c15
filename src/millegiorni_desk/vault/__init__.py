"""The vault: one folder that holds a house's records, encrypted.

``vault.db`` is a SQLCipher database; ``vault.slots`` holds its key, sealed once for each user and once
for the printed recovery key; ``vault.lock`` lets one process in at a time.
"""
