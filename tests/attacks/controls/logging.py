"""Logging to the screen and to a file."""
# after: reference
import logging
logging.basicConfig(level=logging.DEBUG, filename="log.txt")
logging.getLogger().addHandler(logging.StreamHandler())
_train = train
def train(*args, **keywords):
    logging.info("training with %s", keywords)
    return _train(*args, **keywords)
