package reminders

import "wanping/internal/reporting"

// DutiesOf makes duties of what is owed, without the names of units.
func DutiesOf(owings []reporting.Owing) []Duty { return dutiesOf(owings, &names{}) }
