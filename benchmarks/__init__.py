"""Each measures one promise: ``python -m benchmarks.NAME``. They use the room and the terminal of the tests."""
