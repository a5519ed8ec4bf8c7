"""Document shelf (ชั้นเอกสาร), tab 1: documents, circulars, textbooks, loans, receive register."""
