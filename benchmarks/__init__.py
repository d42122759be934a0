"""Each measures one promise: ``python -m benchmarks.NAME``. They use the virtual room and the terminal of the tests."""
