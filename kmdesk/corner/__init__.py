"""What a walk-up has around the tabs: home, search page, reader, basket, idle reset."""
