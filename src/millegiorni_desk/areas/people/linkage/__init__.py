"""Who is the same woman: names brought to one form, records compared, pairs proposed, groups formed."""
