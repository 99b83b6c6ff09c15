"""Notices, consents, retention, breaches: what data protection asks of a desk every day."""
