"""Running the site: what must hold before it serves, how it is watched, backed up and brought back."""
