"""For tests of programs that use a dataset; see `manikin.testing.plugin`."""
