import matplotlib

matplotlib.use("TkAgg")
from matplotlib import pyplot

pyplot.switch_backend("QtAgg")
pyplot.plot([1, 2])
pyplot.show()
