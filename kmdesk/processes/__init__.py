"""Work processes (ผังกระบวนงาน), tab 3: steps, flowcharts, cycle time, before and after."""
