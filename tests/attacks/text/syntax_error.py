"""HTML and terminal codes in a line that does not parse."""
def f(: "<script>alert(1)</script>[2J"
