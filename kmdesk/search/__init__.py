"""Full-text search: a separate process over the library, and the client that talks to it.

Pure-Python search in a thread stalled a list repaint by 100–770 ms, in a process of its own by
15–44 ms. Only the worker side opens the index; the window and the command line import ``client``
and ``protocol``, which need neither Whoosh nor numpy.
"""
