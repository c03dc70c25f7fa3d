"""The documents of a case on paper: each a function that gathers its values, a template beside the pages, a kind."""
