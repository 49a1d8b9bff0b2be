"""The report for meeting N: compute facts, lay out a neutral document, render a format."""
