"""Referrals, transfers of responsibility, disclosures and official letters will live here; the placements below know nothing of them."""
