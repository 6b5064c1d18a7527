"""Sheets of the workbooks: the scorecard of a contract and the invoice."""
