"""The answer key: what every call is expected to return, and what each known mistake returns.

A key is data: no formula of the reference or of a mistake is in it. Students get the key of the
public cases; the private key adds hidden ones, whose inputs come from the course secret.
"""

from autograder.key.data import Call, Key, KeyCase, KeyExercise, Options, Parameter
from autograder.key.file import InvalidKeyError, load, save_text

__all__ = [
    "Call",
    "InvalidKeyError",
    "Key",
    "KeyCase",
    "KeyExercise",
    "Options",
    "Parameter",
    "load",
    "save_text",
]
