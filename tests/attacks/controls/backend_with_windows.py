"""The reference, in a module that asks for windows as editors on a desktop do."""
# after: backend reference
