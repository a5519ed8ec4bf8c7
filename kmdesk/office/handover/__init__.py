"""The handover pack: the whole library as readable folders with printed contents, and back."""
