"""Hostile bytes to pixels in a sandboxed child process; `matcher.images` is the door.

The child imports this package too, so nothing here may import more than the standard library.
"""
