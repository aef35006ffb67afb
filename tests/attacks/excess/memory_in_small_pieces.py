"""Memory bit by bit, kept for good."""
# after: reference
# lost: linear
# status: memory crashed timeout
KEPT = []
def linear(x, weights, bias=0.0):
    while True:
        KEPT.append(bytearray(2**24))
