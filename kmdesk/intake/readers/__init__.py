"""Readers, by kind of file; each scores how well a file fits it (:mod:`kmdesk.intake.reading`)."""
