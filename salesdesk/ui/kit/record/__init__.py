"""The parts of a record's page: header, facts to edit in place, timeline, composer, deals and people."""
