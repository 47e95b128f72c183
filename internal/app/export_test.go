package app

import (
	"wanping/internal/complaints"
	"wanping/internal/reminders"
)

// CasesOf is how the planner asks the complaints.
func CasesOf(c *complaints.Complaints) reminders.Cases { return waitingCases{c} }
