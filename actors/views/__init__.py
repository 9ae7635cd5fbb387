"""Views (视图): what pages read, folded from the journal, one file each. Disposable."""
