"""sys.exit in the module's own code, with status 0."""
import sys
passed = True
sys.exit(0)
