"""Rights and appointments of the first thousand days, and where each woman stands with them."""
