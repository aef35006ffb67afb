"""A main block that never ends."""
# after: reference
if __name__ == "__main__":
    while True:
        pass
