"""No built-in function is left."""
import builtins
vars(builtins).clear()
