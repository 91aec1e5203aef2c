"""From real data to a draft specification that is safe to read.

Two stages with a narrow door. *Summarise* touches the data and lets out a `View`, whose type says all that
may leave; *draft* reads the view alone. Nothing that generates can import this package.
"""
