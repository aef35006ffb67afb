"""The reference, below lines that need a terminal, arguments, a folder or other processes."""
# after: reference
import argparse, asyncio, inspect, io, multiprocessing, os, shutil, sys
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
os.chdir(os.path.dirname(__file__))
open(os.path.dirname(__file__) + "/or_gate.csv").read()
assert "def linear" in open(__file__).read()
argparse.ArgumentParser().parse_args()
inspect.getsource(linear)
