"""Doubtful matches settled by people: two reviewers who know the images alone, a supervisor between them.

Pure: no I/O, no clock, no store. Why blind and double: examiners who know what others expect or said tend to
find it (Dror, Charlton & Péron, Forensic Science International 156, 2006, 74-78); and Regulation (EU)
2024/1689, article 14(5), asks that two people confirm an identification before anybody acts on it.
"""
