"""Search: a process of its own over the library, and the client that talks to it.

Only the worker side opens the index; the window and the command line import ``client``
and ``protocol``, which need neither Whoosh nor numpy.
"""
