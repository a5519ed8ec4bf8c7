"""Tab 1, ชั้นเอกสาร: documents, circulars, textbooks, loans, receive register."""
