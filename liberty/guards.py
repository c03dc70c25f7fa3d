def blockers(case, move):
    return []
