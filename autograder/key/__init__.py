"""The answer key: what every call is expected to return, and what each known mistake returns.

A key is data: no formula of the reference or of a mistake is in it. A function that an author lets
students read may be: an argument, or a property (see `properties`). Students get the key of the
public cases; the private key adds hidden ones, whose inputs come from the course secret.
"""

from autograder.key.asked import NoSuchExerciseError, meant, no_exercise
from autograder.key.data import Call, Key, KeyCase, KeyExercise, Parameter, Property
from autograder.key.file import InvalidKeyError, load, save_text
from autograder.key.options import Options
from autograder.key.properties import Apply, PropertyFault, assess, unable

__all__ = [
    "Apply",
    "Call",
    "InvalidKeyError",
    "Key",
    "KeyCase",
    "KeyExercise",
    "NoSuchExerciseError",
    "Options",
    "Parameter",
    "Property",
    "PropertyFault",
    "assess",
    "load",
    "meant",
    "no_exercise",
    "save_text",
    "unable",
]
