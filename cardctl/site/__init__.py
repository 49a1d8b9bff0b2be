"""The register as static pages: overview, board, meetings, agencies, cards, and a search page."""
