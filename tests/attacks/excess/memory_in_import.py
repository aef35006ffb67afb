"""All the memory there is while the module is imported, also with definitions alone."""
KEPT = [bytearray(2**26) for _ in range(1000)]
