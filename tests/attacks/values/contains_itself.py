"""A list and a dict that contain themselves."""
def attack(name, args, keywords):
    result = [{}]
    result.append(result)
    result[0]["a"] = result
    return result
