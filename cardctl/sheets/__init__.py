"""Tables in and out: sheets that people fill in, in any spreadsheet, and the return forms."""
