"""COPC performance scoring: pure arithmetic over recorded months (domain.md section 2). No file, no store, no float."""
