"""Why a request is not answered: one code each, which the client turns into a sentence (PROTOCOL.md §10)."""

from __future__ import annotations

STATUS = {
    "altered": 400, "unsigned": 401, "stale": 401, "unknown_device": 401, "bad_signature": 401, "replayed": 401,
    "revoked": 403, "forbidden": 403, "unknown_network": 403, "missing": 404, "taken": 409, "door": 409,
    "too_big": 413, "malformed": 422, "slow_down": 429, "unavailable": 503, "full": 507,
}  # fmt: skip
STRANGERS = frozenset({"unsigned", "unknown_device", "bad_signature", "unknown_network", "replayed"})
"""What only someone who guesses, or who plays back what was heard, meets again and again."""


class Refusal(Exception):
    """A request that is refused with *code*; *told* goes into the answer's body, ``wait`` (seconds) into its head."""

    def __init__(self, code: str, wait: float = 0, **told: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.wait = wait
        self.told = {"error": code} | told
