"""x"""


def report(*a):
    return []
