"""Why a promise breaks: where the time went, what was scarce, what no team size can mend."""
