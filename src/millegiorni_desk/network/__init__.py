"""Houses, managing bodies and vocabularies: what every area needs to name things."""
