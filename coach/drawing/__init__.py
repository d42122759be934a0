"""Pictures of our own: a canvas of primitives that writes SVG and PNG, and the drawings of the strokes."""
