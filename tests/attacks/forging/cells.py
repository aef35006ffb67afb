"""Outputs of cells at positions that are no numbers."""
# after: forge
send({"status": "loaded", "names": {"dict": [["module", ["linear"]]]}, "problems": [],
      "cells": [[True, [1]], [1e308, [{"dict": [["output_type", ["stream"]]]}]], ["0", []]]})
os._exit(0)
