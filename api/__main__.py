"""`python -m api`: the same as `umbral`, for whoever has the interpreter but not its folder of scripts."""

from api.commands import main

main()
