"""Output without end while the module is imported."""
while True:
    print("passed" * 1000)
