"""The docks: what goes in, what is selected, how it trains; one file a dock."""
