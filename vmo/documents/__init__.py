"""Files that a month's document leaves beside its workbooks: PDF, e-invoices, journal, result, trail."""
