"""*Impostazioni*, part by part."""
