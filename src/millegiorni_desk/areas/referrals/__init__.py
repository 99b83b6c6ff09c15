"""The directory of services, and referrals that are followed until they close."""
