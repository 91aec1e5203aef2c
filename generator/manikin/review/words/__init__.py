"""A specification in words: sentences, and tables of shares "of every 100".

Knows the model and the distributions; how words are shown (a page, a terminal, a comment) is unknown here. All numbers
go through `manikin.review.words.numbers`, so that one number is written in one way everywhere.
"""
