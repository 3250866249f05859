"""The library as columns in memory: what lets a query over a million photos answer while somebody types it."""
