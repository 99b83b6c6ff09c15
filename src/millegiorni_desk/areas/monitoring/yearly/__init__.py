"""The report of a year to give away: what it says in parts, and those parts as PDF, Word document and workbook."""
