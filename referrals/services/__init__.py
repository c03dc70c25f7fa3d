"""The only writers of referrals and transfers: one keyword-only function a verb, `by` the actor, `now` the instant."""
