"""Work processes: steps, flowcharts, cycle time, before and after (tab ผังกระบวนงาน)."""
