"""The two networks of the ears as ONNX graphs: built from their weights, and taken apart again."""
