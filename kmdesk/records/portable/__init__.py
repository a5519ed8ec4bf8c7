"""The library as a readable folder and as spreadsheets, and back again without loss."""
