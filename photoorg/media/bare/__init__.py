"""Files without what is said in them: the picture, how it is coded and coloured, and what else has to stay.

One module a format. Nothing that is not known to be harmless stays, for makers hide the place in blocks of their own.
"""
