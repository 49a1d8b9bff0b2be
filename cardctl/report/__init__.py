"""The report for meeting N: facts, then a neutral document, then formats."""
