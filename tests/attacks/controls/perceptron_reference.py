"""The reference of perceptron as it is."""
# assignment: perceptron
# after: reference
