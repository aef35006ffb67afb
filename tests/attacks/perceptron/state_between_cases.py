"""The first step's result again, for every later one."""
# assignment: perceptron
# after: reference
# lost: step
# status: failed
_step, KEPT = step, []
def step(*args, **keywords):
    KEPT.append(KEPT[0] if KEPT else _step(*args, **keywords))
    return KEPT[0]
