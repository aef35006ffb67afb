"""A table with a column of an array class of the student's own."""
# after: reference
_predict = predict
class Column(np.ndarray):
    pass
def predict(dataset, inputs, weights_hidden, weights_output):
    table = _predict(dataset, inputs, weights_hidden, weights_output).copy()
    table["error"] = table["error"].to_numpy().view(Column)
    return table
