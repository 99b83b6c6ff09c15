"""What stands before the desk: the first start, unlocking, recovery, a passphrase to change, training."""
