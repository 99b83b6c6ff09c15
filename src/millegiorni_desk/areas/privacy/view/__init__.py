"""What a person's privacy page shows of notices and consents."""
