"""Language and culture mediation: who asked for it, who came, for how long, and what came of it."""
