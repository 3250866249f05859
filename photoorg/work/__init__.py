"""Long work: the library thread, and the pipeline from files to tagged photos."""
