"""The figures of the report: what they count, what they never count, and the papers they are printed on."""
