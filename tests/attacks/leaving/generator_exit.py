"""GeneratorExit in import and BaseException in calls."""
def attack(name, args, keywords):
    raise BaseException("passed")
raise GeneratorExit
