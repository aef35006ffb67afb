"""Hidden inputs as the name of a file that cannot be read."""
# after: forge
problem = {"dict": [["type", "x"], ["file", "@WORD@"], ["message", "@WORD@"]]}
send({"status": "loaded", "names": {"dict": []}, "cells": [],
      "problems": [{"dict": [["problem", problem], ["fatal", True], ["defines", []]]}]})
os._exit(0)
