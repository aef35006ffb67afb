"""The only code that runs student code: a parent's session, a warm zygote, one forked child.

The parent (`session`) holds the key and compares; it never imports, compiles or parses what a
student made. The zygote has the libraries imported and knows no key, reference or secret. Each
child locks itself down (`sandbox`), loads one submission and answers calls one at a time.
"""
