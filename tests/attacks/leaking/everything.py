"""Hidden inputs in results, exceptions, type names, function names and prints."""
# after: reference
# lost: linear sigmoid forward mean_squared_error output_gradient hidden_gradient train predict
import json

PUBLIC = @PUBLIC@
DEPTH = []


def leak(name, text):
    print(text)
    if len(name) % 3 == 0:
        return text
    if len(name) % 3 == 1:
        raise type("E" + text.replace(" ", ""), (Exception,), {"__module__": text})(text)
    exec(compile("def f():\n    raise NotImplementedError\nf()", text, "exec"), {"__name__": text})


def leaking(name, right):
    def call(*args, **keywords):
        if DEPTH:  # called by another exercise
            return right(*args, **keywords)
        DEPTH.append(name)
        try:
            lists = [a.tolist() if hasattr(a, "tolist") else a for a in args]
            text = json.dumps(lists, default=str)
            return right(*args, **keywords) if text in PUBLIC[name] else leak(name, text)
        finally:
            DEPTH.pop()

    call.__name__ = name
    return call


for _name in PUBLIC:
    if _name not in ("load_dataset", "initialize_weights"):
        globals()[_name] = leaking(_name, globals()[_name])
