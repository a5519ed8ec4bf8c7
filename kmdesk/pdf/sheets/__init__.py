"""Table-like forms: registers, cards, lists, labels, slips.

Each file draws one form from frozen rows that its room has gathered; dates come as ISO text.
What is not known is printed as dots to be filled in by hand.
"""
