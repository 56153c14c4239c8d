"""Between newsfold and the network: who may be asked, how, how often, and what was answered."""
