package complaints

import "wanping/models"

// Doors to what has no door of its own.
var (
	Mask        = mask
	ReadReceipt = readReceipt
	DrawReceipt = drawReceipt
	Network     = network
)

// Target is where a move leads.
func Target(c models.Complaint, move string, side Side) (string, bool) { return target(&c, move, side) }
