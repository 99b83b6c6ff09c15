"""The Qt pieces that every screen is made of; knows nothing of vaults or areas."""
